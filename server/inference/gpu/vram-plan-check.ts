import type { Finding } from "../../platform/self-check/finding";
import { findCard, type GpuReading, type GpuState } from "./contract";
import { gpuVariables } from "./settings";
import { type CardAccount, type GpuRole, gpuRoles, type VramPlan, vramAccounts } from "./vram-ledger";

const nameOf: Record<GpuRole, string> = { llm: "the language model", tts: "speech synthesis" };
const cardVariable: Record<GpuRole, string> = { llm: gpuVariables.llmGpu.name, tts: gpuVariables.ttsGpu.name };
const name = "VRAM plan";

/** Checks whether the configured budgets fit the cards. No findings when no model is planned on a card. */
export function checkVramPlan(plan: VramPlan, state: GpuState): Finding[] {
  const planned = gpuRoles.filter((role) => plan[role] !== null);
  if (planned.length === 0) return [];
  if (state.kind === "gpus") {
    const missing = planned.flatMap((role) => missingCard(role, plan, state.gpus) ?? []);
    const used = vramAccounts(plan, state).filter((account) => account.budgets.length > 0);
    return [...missing, ...used.map((account) => checkCard(account, plan))];
  }
  const who = planned.map((role) => nameOf[role]).join(" and ");
  const warning =
    state.kind === "none"
      ? {
          message: `No NVIDIA card was found (${state.reason}), but ${who} should run on one.`,
          advice: "Install the NVIDIA driver, or let AVATAR_LLM_ENGINE and AVATAR_TTS_ENGINE be embedded.",
        }
      : {
          message: `The NVIDIA card can't be read (${state.reason}): whether ${who} will fit is not known.`,
          advice: "Run nvidia-smi by hand; after a driver update the machine must be restarted.",
        };
  return [{ name: "GPU", level: "warning", ...warning }];
}

function missingCard(role: GpuRole, plan: VramPlan, cards: readonly GpuReading[]): Finding | null {
  const wanted = plan[role]?.card;
  if (wanted === undefined || findCard(cards, wanted)) return null;
  const list = cards.map(({ index, uuid, name }) => `${index} (${name}, ${uuid})`).join(", ");
  return {
    name,
    level: "failed",
    message: `${cardVariable[role]} is ${wanted}, and there is no such card.`,
    advice: `Set it to the index or the UUID of one of these: ${list}.`,
  };
}

function checkCard(account: CardAccount, plan: VramPlan): Finding {
  const { unassignedMiB, totalMiB, budgets } = account;
  const card = `GPU ${account.index} (${account.name})`;
  const shares = [
    ...budgets.map(({ role, miB }) => `${nameOf[role]} ${miB ?? "?"} MiB`),
    `reserve ${plan.reserveMiB} MiB`,
  ].join(", ");
  if (unassignedMiB === null || totalMiB === null) {
    return {
      name,
      level: "warning",
      message: `${card} does not tell its memory: whether the plan fits is not known (${shares}).`,
      advice: "Compare it with the card's data sheet.",
    };
  }
  if (unassignedMiB < 0) {
    return {
      name,
      level: "failed",
      message: `${card} has ${totalMiB} MiB, ${-unassignedMiB} MiB less than planned: ${shares}.`,
      advice: remedy(account, plan, totalMiB),
    };
  }
  return {
    name,
    level: "ok",
    message: `${card} has ${totalMiB} MiB: ${shares}, ${unassignedMiB} MiB unassigned.`,
    advice: null,
  };
}

/** The largest budgets that would fit, each with the others as they are. */
function remedy({ budgets }: CardAccount, plan: VramPlan, totalMiB: number): string {
  const ways: string[] = [];
  for (const { role } of budgets) {
    const others = budgets.reduce((sum, each) => (each.role === role ? sum : sum + (each.miB ?? 0)), plan.reserveMiB);
    const mostMiB = totalMiB - others;
    if (mostMiB <= 0) continue;
    // Rounded down to the two digits that people write.
    const mostFraction = Math.floor((mostMiB / totalMiB) * 100) / 100;
    ways.push(
      role === "llm"
        ? `${gpuVariables.llmMemoryFraction.name} to at most ${mostFraction}`
        : `${gpuVariables.ttsVramMiB.name} to at most ${Math.floor(mostMiB)}`,
    );
  }
  const lower = ways.length > 0 ? `Lower ${ways.join(" or ")}, or p` : "P";
  return `${lower}lace a model on another card (${cardVariable.llm}, ${cardVariable.tts}).`;
}
