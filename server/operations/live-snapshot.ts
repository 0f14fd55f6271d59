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
import { type AlertsHere, liveAlerts } from "./alerts-now";
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
  alerts: Pick<AlertsHere, "open">;
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
      alerts: liveAlerts(sources.alerts),
      storage: sources.storage.report(),
      clock: sources.clock.report(),
      written: sources.changeMark(),
    };
  };
}
