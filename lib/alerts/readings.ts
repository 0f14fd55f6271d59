import { type ClockHealth, canStore, type StorageHealth } from "../health";
import type { ModelStatus } from "../models";
import type { AlertKind, AlertName } from "./alerts";
import type { Patience, Verdict } from "./hysteresis";
import type { AlertTargets } from "./targets";

/** What was read of one alert. */
export interface AlertReading extends AlertName {
  verdict: Verdict;
  value: number | null;
  threshold: number | null;
  /** The value is of the turns of so long, seconds; null: it is of none. */
  windowS: number | null;
  detail: string | null;
}

/** The VRAM alert has a hysteresis of its own (server/inference/gpu/vram-alert.ts), and a clock's jump ends by itself. */
export const patienceOf: Readonly<Record<AlertKind, Patience>> = {
  vram: { openAfterS: 0, closeAfterS: 0 },
  p95: { openAfterS: 60, closeAfterS: 300 },
  error_rate: { openAfterS: 0, closeAfterS: 300 },
  burn_rate: { openAfterS: 0, closeAfterS: 300 },
  model_down: { openAfterS: 60, closeAfterS: 15 },
  disk: { openAfterS: 30, closeAfterS: 60 },
  storage: { openAfterS: 10, closeAfterS: 30 },
  backup_age: { openAfterS: 0, closeAfterS: 0 },
  certificate: { openAfterS: 0, closeAfterS: 0 },
  clock: { openAfterS: 0, closeAfterS: 0 },
};

export interface CardReading {
  index: number;
  usedMiB: number | null;
  totalMiB: number | null;
  /** Above the line, with its hysteresis. */
  alert: boolean;
}

/** The running server as it is now. */
export interface LiveFacts {
  /** Null: they can't be read, or there are none. */
  cards: readonly CardReading[] | null;
  /** Used / total at which a card's alert is raised. */
  vramLine: number;
  models: readonly Pick<ModelStatus, "role" | "model" | "state" | "required">[];
  storage: StorageHealth;
  /** Less free space is `low`. */
  diskWarnMib: number;
  clock: ClockHealth;
}

/** What the running server says of each alert that needs no turns. */
export function liveReadings(facts: LiveFacts): AlertReading[] {
  return liveVerdicts(facts).map((reading) => ({ ...reading, windowS: null }));
}

type TurnlessReading = Omit<AlertReading, "windowS">;

function liveVerdicts({ cards, vramLine, models, storage, diskWarnMib, clock }: LiveFacts): TurnlessReading[] {
  const ofCards = (cards ?? []).map(({ index, usedMiB, totalMiB, alert }) => {
    const used = usedMiB === null || !totalMiB ? null : usedMiB / totalMiB;
    const verdict: Verdict = alert ? "bad" : used === null ? null : "good";
    return { kind: "vram", subject: String(index), verdict, value: used, threshold: vramLine, detail: null } as const;
  });
  const ofModels = models
    .filter(({ required }) => required)
    .map(({ role, model, state }) => {
      const verdict: Verdict =
        state === "ready" ? "good" : state === "failed" || state === "stopped" ? "bad" : "neither";
      const subject = `${role}/${model}`;
      return { kind: "model_down", subject, verdict, value: null, threshold: null, detail: state } as const;
    });
  return [
    ...ofCards,
    ...ofModels,
    { kind: "disk", subject: "", ...diskVerdict(storage, diskWarnMib), threshold: diskWarnMib, detail: null },
    {
      ...{ kind: "storage", subject: "", value: null, threshold: null, detail: storage.state },
      verdict: canStore(storage) ? "good" : "bad",
    },
    {
      ...{ kind: "clock", subject: "", value: clock.off_by_s, threshold: null, detail: clock.state },
      verdict: clock.state === "ok" ? "good" : "bad",
    },
  ];
}

/** It is over with a tenth more room than the line, so that a nearly full disk does not call at every recording. */
function diskVerdict({ state, free_mib }: StorageHealth, warnMib: number): { verdict: Verdict; value: number | null } {
  if (state === "low" || state === "full") return { verdict: "bad", value: free_mib };
  if (free_mib === null) return { verdict: null, value: null };
  return { verdict: free_mib < warnMib ? "bad" : free_mib < warnMib * 1.1 ? "near" : "good", value: free_mib };
}

/** What changes within hours. */
export interface SlowFacts {
  /** Unix seconds, as all times here; null: there was none yet. */
  lastBackupS: number | null;
  /** When the oldest turn was stored; null: there is nothing to lose yet. */
  oldestTurnS: number | null;
  /** When the certificate that is served ends; null: none is. */
  certificateEndsS: number | null;
}

/** What the clock says of the last backup and the certificate. */
export function slowReadings(facts: SlowFacts, targets: AlertTargets, nowS: number): AlertReading[] {
  return slowVerdicts(facts, targets, nowS).map((reading) => ({ ...reading, windowS: null }));
}

function slowVerdicts(facts: SlowFacts, targets: AlertTargets, nowS: number): TurnlessReading[] {
  const { lastBackupS, oldestTurnS, certificateEndsS } = facts;
  const readings: TurnlessReading[] = [];
  if (targets.backupAgeHours !== null && oldestTurnS !== null) {
    const hours = (nowS - Math.max(lastBackupS ?? oldestTurnS, oldestTurnS)) / 3_600;
    readings.push({
      ...{ kind: "backup_age", subject: "", value: hours, threshold: targets.backupAgeHours },
      verdict: hours > targets.backupAgeHours ? "bad" : "good",
      detail: lastBackupS === null ? "never" : null,
    });
  } else {
    // Nothing is asked for any more, or nothing is left to lose.
    readings.push({ kind: "backup_age", subject: "", verdict: "good", value: null, threshold: null, detail: null });
  }
  if (certificateEndsS !== null) {
    const days = (certificateEndsS - nowS) / 86_400;
    readings.push({
      ...{ kind: "certificate", subject: "", value: days, threshold: targets.certificateDays, detail: null },
      verdict: days < targets.certificateDays ? "bad" : "good",
    });
  }
  return readings;
}
