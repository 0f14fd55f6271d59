import type { AlertName, Silence } from "../../lib/alerts/alerts";
import type {
  LiveCard,
  LiveSession,
  LiveSnapshot,
  LlmServerLoad,
  PlannedUse,
  ProcessName,
} from "../../lib/dashboard/live-snapshot";
import type { ClockHealth, StorageHealth } from "../../lib/health";
import { type ModelRole, type ModelStatus, modelRoles } from "../../lib/models";
import type { ServiceLevel } from "../../lib/service-level";
import type { ModelControl } from "../inference/model-control";
import { createProcessUses, processPids } from "./process-uses";

/** The running server's parts, as far as the dashboard shows them. */
export interface LiveSnapshotSources {
  sessions: () => LiveSession[];
  admission: { counts(): { maxSessions: number; active: number } };
  models: { all(): ModelStatus[] };
  controls: Readonly<Record<ModelRole, ModelControl | null>>;
  gpus: { live(nameOf: ReadonlyMap<number, ProcessName>): Promise<LiveCard[] | null> };
  llmServerLoad: () => Promise<LlmServerLoad | null>;
  voice: { level(): ServiceLevel };
  storage: { report(): StorageHealth };
  clock: { report(): ClockHealth };
  pagesPids: () => number[];
  processPlan: readonly PlannedUse[];
  changeMark: () => string;
  /** The alerts that are open, the oldest first. */
  alerts: { open(): readonly OpenAlert[] };
}

interface OpenAlert extends AlertName {
  detail: string | null;
  latest: number | null;
  worst: number | null;
  threshold: number | null;
  windowS: number | null;
  isBack: boolean;
  silence: Silence | null;
  openedAtS: number;
}

/** What is read from outside this process is read again after this time. */
const readAgainMs = 2_000;

/** Reads the live snapshot; the parts that cost something are as old as two seconds. Nothing runs between reads. */
export function createLiveSnapshot(sources: LiveSnapshotSources, now = () => performance.now()) {
  const { controls } = sources;
  const processUses = createProcessUses(now);

  async function readOutside(): Promise<Pick<LiveSnapshot, "processes" | "cards" | "llm_server">> {
    const { uses, nameOf } = await processUses(processPids(controls, sources.pagesPids()));
    const [cards, load] = await Promise.all([sources.gpus.live(nameOf), sources.llmServerLoad()]);
    return { processes: uses, cards, llm_server: load };
  }

  let outside: { atMs: number; reading: ReturnType<typeof readOutside> } | null = null;
  return async (): Promise<LiveSnapshot> => {
    if (!outside || now() - outside.atMs >= readAgainMs) outside = { atMs: now(), reading: readOutside() };
    const { maxSessions: max, active: talking } = sources.admission.counts();
    return {
      sessions: { max, talking, list: sources.sessions() },
      models: sources.models.all(),
      model_processes: modelRoles.flatMap((role) => {
        const control = controls[role];
        if (!control) return [];
        return [{ role, pid: control.pid(), restarts: control.restarts(), last_lines: control.lastLines() }];
      }),
      ...(await outside.reading),
      process_plan: sources.processPlan,
      service: sources.voice.level(),
      alerts: sources.alerts
        .open()
        .map(({ kind, subject, detail, latest, worst, threshold, windowS, isBack, silence, openedAtS }) => ({
          ...{ kind, subject, detail, value: latest, worst, threshold, window_s: windowS },
          ...{ is_back: isBack, opened_at_s: openedAtS },
          silence: silence && { until_s: silence.until_s, reason: silence.reason },
        })),
      storage: sources.storage.report(),
      clock: sources.clock.report(),
      written: sources.changeMark(),
    };
  };
}
