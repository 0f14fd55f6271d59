import type { PlannedUse, ProcessName } from "../../lib/dashboard/live-snapshot";
import { type ModelRole, modelRoles } from "../../lib/models";
import { cpuBudget } from "../inference/engines/embedded/cpu-budget";
import type { InferenceSettings } from "../inference/settings";

/** Of the reference machine: a Whisper worker, and the web server with its pages. */
const workerMemoryMib = 8_192;
const web = { processes: ["web", "pages"] as ProcessName[], cores: 4, memory_mib: 4_096 };

type PlanSettings = Pick<InferenceSettings, "cpuThreads" | "sttThreads"> & {
  serving: Readonly<Record<ModelRole, { kind: InferenceSettings["serving"][ModelRole]["kind"] }>>;
};

/** What the processes here are planned to take of this machine; models elsewhere and on a card have no such plan. */
export function processPlan({ serving, cpuThreads, sttThreads }: PlanSettings, machineCores: number): PlannedUse[] {
  const ofModels = modelRoles.flatMap((role): PlannedUse[] => {
    const { kind } = serving[role];
    const processes = [role];
    if (kind === "embedded") return [{ processes, cores: cpuBudget(cpuThreads)[role].threads, memory_mib: null }];
    return kind === "process" && role === "stt" ? [{ processes, cores: sttThreads, memory_mib: workerMemoryMib }] : [];
  });
  return [...ofModels, web].map((each) => ({ ...each, cores: Math.min(each.cores, machineCores) }));
}
