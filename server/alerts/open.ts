import type { AlertName, Silence } from "../../lib/alerts/alerts";
import { liveReadings, slowReadings } from "../../lib/alerts/readings";
import { type AlertTargets, defaultAlertTargets } from "../../lib/alerts/targets";
import { trafficReadings } from "../../lib/alerts/traffic";
import { Listeners } from "../../lib/listeners";
import type { ServiceLevel } from "../../lib/service-level";
import type { Logger } from "../platform/observability/logger";
import { tellOpenAlerts } from "../records/alerts/deliveries";
import { silenceOf } from "../records/alerts/incidents";
import { oldestTurnS } from "../records/alerts/oldest-turn";
import { listSilences } from "../records/alerts/silences";
import { readAlertTargets } from "../records/alerts/targets";
import { forgetOldIncidents, recordDegradation } from "../records/alerts/time-line";
import type { RecordsContext } from "../records/context";
import { AlertBook, type ClosedAlert, type OpenAlert, type PendingAlert } from "./alert-book";
import { AlertStore } from "./alert-store";
import { RecentTurns } from "./recent-turns";
import type { AlertSources } from "./sources";

export interface AlertsOptions {
  sources: AlertSources;
  /** The system's context. */
  ctx: RecordsContext;
  logger: Logger;
  /** Monotonic clock, ms. */
  nowMs: () => number;
  /** How often is looked at: the running server, the turns, what changes within hours. */
  every?: { liveMs: number; trafficMs: number; slowMs: number };
}

/** An alert, and the silence that holds its calls back. */
type Silenceable<Alert> = Readonly<Alert & { silence: Silence | null }>;

export interface Alerts {
  /** Takes over what the last server left open, then watches until `close`. */
  start(): Promise<void>;
  /** The alerts that are open now, the oldest first. */
  open(): readonly Silenceable<OpenAlert>[];
  /** Those that are beyond their thresholds, not yet for long enough. */
  pending(): readonly Silenceable<PendingAlert>[];
  /** Calls back when one was opened or closed; returns the unsubscribe function. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

const defaultEvery = { liveMs: 2_000, trafficMs: 30_000, slowMs: 60_000 };
const forgetEveryMs = 86_400_000;

/** Watches the server and its turns: opens and closes alerts, keeps them as incidents, and logs them. */
export function openAlerts({ sources, ctx, logger, nowMs, every = defaultEvery }: AlertsOptions): Alerts {
  const listeners = new Listeners();
  const turns = new RecentTurns(ctx);
  const store = new AlertStore(ctx, logger);
  const due = { traffic: 0, slow: 0, forget: 0 };
  let book: AlertBook | null = null;
  let targets: AlertTargets = defaultAlertTargets;
  let silences: readonly Silence[] = [];
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  let unfollow = () => {};

  const now = () => ({ monotonicS: nowMs() / 1_000, wallS: ctx.nowS() });

  /** True at most once in the time. */
  function isDue(what: keyof typeof due, everyMs: number): boolean {
    if (nowMs() < due[what]) return false;
    due[what] = nowMs() + everyMs;
    return true;
  }

  async function look(): Promise<void> {
    if (!book) {
      const left = await store.left();
      book = new AlertBook(left, now().monotonicS);
      if (left.length > 0) listeners.tell(() => undefined);
    }
    const readings = liveReadings(sources.live());
    try {
      readings.push(...(await rowsRead()));
    } catch (error) {
      // A database in trouble is what the alert of the storage is about.
      logger.debug("alerts_unread", { error });
    }
    const { opened, closed } = book.take(readings, now());
    closed.push(...book.closeUnread(now()));
    for (const alert of opened) logger.warn("alert_opened", logged(alert));
    for (const alert of closed) logger.info("alert_closed", { ...logged(alert), ...ending(alert) });
    if (opened.length + closed.length > 0) listeners.tell(() => undefined);
    store.add(closed);
    const open = book.open();
    if (!(await store.store(open)) || open.length === 0) return;
    await tellOpenAlerts(ctx);
    silences = await listSilences(ctx);
  }

  /** What the database, the backup and the certificate say. */
  async function rowsRead() {
    const readings = [];
    if (isDue("traffic", every.trafficMs)) {
      targets = await readAlertTargets(ctx);
      readings.push(...trafficReadings(await turns.read(), targets, ctx.nowS()));
    }
    if (isDue("slow", every.slowMs)) {
      const facts = { lastBackupS: await sources.lastBackupS(), oldestTurnS: await oldestTurnS(ctx) };
      readings.push(...slowReadings({ ...facts, certificateEndsS: sources.certificateEndsS() }, targets, ctx.nowS()));
    }
    if (isDue("forget", forgetEveryMs)) await forgetOldIncidents(ctx);
    return readings;
  }

  function lookAgain(): void {
    if (isClosed) return;
    looking = look()
      .catch((error: unknown) => logger.error("alerts_failed", { error }))
      .finally(() => {
        if (!isClosed) timer = setTimeout(lookAgain, every.liveMs).unref();
      });
  }

  function withSilences<Alert extends AlertName>(alerts: readonly Alert[]): Silenceable<Alert>[] {
    // Read at each look that can store; one that is over meanwhile holds nothing back.
    const held = silences.filter(({ until_s: untilS }) => untilS > ctx.nowS());
    return alerts.map((alert) => ({ ...alert, silence: silenceOf(alert, held) }));
  }

  const keepLevel = (level: ServiceLevel) =>
    void recordDegradation(ctx, level).catch((error: unknown) => logger.warn("degradation_not_stored", { error }));

  return {
    async start() {
      keepLevel(sources.voiceLevel.level());
      unfollow = sources.voiceLevel.onLevel(keepLevel);
      lookAgain();
      await looking;
    },
    open: () => withSilences(book?.open() ?? []),
    pending: () => withSilences(book?.pending() ?? []),
    onChange: (listener) => listeners.add(listener),
    async close() {
      isClosed = true;
      unfollow();
      if (timer) clearTimeout(timer);
      await looking;
    },
  };
}

const logged = ({ kind, subject, detail, value, threshold }: OpenAlert) => ({
  ...{ kind, subject, detail, value, threshold },
});

const ending = ({ worst, end, openedAtS, closedAtS }: ClosedAlert) => ({
  ...{ worst, end, duration_ms: (closedAtS - openedAtS) * 1_000 },
});
