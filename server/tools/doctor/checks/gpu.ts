import type { Config } from "../../../config/config";
import { type GpuProcess, type GpuState, usedFractionOf } from "../../../inference/gpu/contract";
import { gpuVariables } from "../../../inference/gpu/settings";
import { type CardAccount, vramAccounts } from "../../../inference/gpu/vram-ledger";
import { vramPlanOf } from "../../../inference/gpu/vram-plan";
import { checkVramPlan } from "../../../inference/gpu/vram-plan-check";
import { type Finding, ok, warning } from "../check";

export interface GpuFacts {
  state: GpuState;
  /** Null when unknown. */
  processes: readonly GpuProcess[] | null;
  /** As nvidia-smi's table prints them: "550.54.15", "12.4". */
  driver: string | null;
  cuda: string | null;
  /** True when an AVATAR runs, whose models may hold some of the used memory. */
  isAvatarRunning: boolean;
}

type GpuConfiguration = Pick<Config, "serving" | "gpu">;

/** Findings about the cards, the processes on them, and whether the configured models fit. */
export function gpuFindings(facts: GpuFacts, config: GpuConfiguration): Finding[] {
  const { state } = facts;
  const plan = vramPlanOf(config);
  if (state.kind !== "gpus" && plan.llm === null && plan.tts === null) {
    if (state.kind === "none")
      return [ok("GPU", "none, and none is needed: no model process is configured to use one")];
    return [warning("GPU", `can't be read: ${state.reason}`, "No model of this configuration needs it.")];
  }
  // vLLM's recipe can't start without a card; F5-TTS is only slow then, and a custom command may not need a card.
  const { llm } = config.serving;
  const isFatal = state.kind !== "gpus" && llm.kind === "process" && llm.command === null;
  const planned = checkVramPlan(plan, state).map((finding) =>
    isFatal ? { ...finding, level: "failed" as const } : finding,
  );
  const accounts = vramAccounts(plan, state);
  return [
    ...accounts.map((card) => cardFinding(card, facts, config)),
    ...lostFindings(state),
    ...planned,
    ...(facts.isAvatarRunning ? [] : accounts.flatMap((card) => otherProgramsFinding(card) ?? [])),
  ];
}

const formatMiB = (miB: number | null) => (miB === null ? "unknown" : String(miB));

function cardFinding(card: CardAccount, { driver, cuda, processes }: GpuFacts, { gpu }: GpuConfiguration): Finding {
  const name = `GPU ${card.index}`;
  const users = (processes ?? []).filter(({ gpuUuid }) => gpuUuid === card.uuid);
  const userList = users.map(({ pid, usedMiB }) => `process ${pid}: ${formatMiB(usedMiB)} MiB`).join(", ");
  const use = `${formatMiB(card.usedMiB)} of ${formatMiB(card.totalMiB)} MiB used${userList ? ` (${userList})` : ""}`;
  if (card.problem !== undefined) return brokenFinding(name, `${card.name}: ${card.problem}`);
  const message = `${card.name}, driver ${driver ?? "unknown"}, CUDA ${cuda ?? "unknown"}; ${use}`;
  if ((usedFractionOf(card) ?? 0) < gpu.alertFraction) return ok(name, message);
  return warning(name, message, `${Math.round(gpu.alertFraction * 100)} % or more is used: end what is not needed.`);
}

function lostFindings(state: GpuState): Finding[] {
  const lost = state.kind === "gpus" ? (state.lost ?? []) : [];
  return lost.map(({ name, problem }) => brokenFinding(name === null ? "GPU" : `GPU ${name}`, problem));
}

function brokenFinding(name: string, problem: string): Finding {
  return warning(
    name,
    `can't be read: ${problem}`,
    "Restart the machine. Models on the other cards keep working until then.",
  );
}

/** Warns when other programs use memory that the plan needs. Call it only while AVATAR does not run. */
function otherProgramsFinding({ index, budgets, unassignedMiB, usedMiB }: CardAccount): Finding | null {
  if (budgets.length === 0 || unassignedMiB === null || unassignedMiB < 0 || usedMiB === null) return null;
  if (usedMiB <= unassignedMiB) return null;
  const message = `other programs hold ${usedMiB} MiB; the plan leaves them ${Math.floor(unassignedMiB)}`;
  return warning(
    `GPU ${index}`,
    message,
    `End them, or lower ${gpuVariables.llmMemoryFraction.name} or ${gpuVariables.ttsVramMiB.name}.`,
  );
}
