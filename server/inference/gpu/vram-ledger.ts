import { findCard, type GpuReading, type GpuState, usedFractionOf } from "./contract";

/** Models that live on a graphics card, in the order in which they are loaded (Whisper runs on the CPU). */
export const gpuRoles = ["llm", "tts"] as const;
export type GpuRole = (typeof gpuRoles)[number];

/** What each model on a card of ours may take; null for one that runs elsewhere. Cards by index or UUID. */
export interface VramPlan {
  /** vLLM takes its part of the card's total at start and keeps it. */
  llm: { card: string; memoryFraction: number } | null;
  /** Taken on demand. */
  tts: { card: string; vramMiB: number } | null;
  /** Never given away on any card, MiB: an allocation that fails inside vLLM ends its server. */
  reserveMiB: number;
}

export interface VramBudget {
  role: GpuRole;
  /** Null while the card's total is unknown. */
  miB: number | null;
}

/** One card: the budgets promised on it, and its use. Null is unknown. */
export interface CardAccount extends GpuReading {
  budgets: readonly VramBudget[];
  /** Sum of the budgets. */
  budgetMiB: number | null;
  /** Total − budgets − reserve: for the desktop, for growth. Below 0 the plan does not fit. */
  unassignedMiB: number | null;
}

/** The accounts of all cards that can be seen; none without a card. */
export function vramAccounts(plan: VramPlan, state: GpuState): CardAccount[] {
  if (state.kind !== "gpus") return [];
  return state.gpus.map((card) => {
    const budgets = gpuRoles.flatMap((role): VramBudget[] => {
      const isHere = cardOf(role, plan, state.gpus)?.uuid === card.uuid;
      return isHere ? [{ role, miB: budgetMiB(role, plan, card) }] : [];
    });
    const promised = sum(budgets.map(({ miB }) => miB));
    return {
      ...card,
      budgets,
      budgetMiB: promised,
      unassignedMiB: difference(card.totalMiB, sum([promised, plan.reserveMiB])),
    };
  });
}

export interface Fit {
  /** Null: unknown, because the card or its numbers are. Try, and be ready for out-of-memory. */
  fits: boolean | null;
  neededMiB: number | null;
  /** Free, less the reserve and what models loaded before this one have yet to take. */
  availableMiB: number | null;
}

/** Whether a model that is not loaded now would fit; `loaded` are those that hold their share already. */
export function fitsNow(role: GpuRole, plan: VramPlan, state: GpuState, loaded: ReadonlySet<GpuRole>): Fit {
  const cards = state.kind === "gpus" ? state.gpus : [];
  const card = cardOf(role, plan, cards);
  if (!card) return { fits: null, neededMiB: null, availableMiB: null };
  const neededMiB = budgetMiB(role, plan, card);
  const owed = gpuRoles
    .slice(0, gpuRoles.indexOf(role))
    .filter((other) => !loaded.has(other) && cardOf(other, plan, cards)?.uuid === card.uuid)
    .map((other) => budgetMiB(other, plan, card));
  const freeMiB = card.freeMiB ?? difference(card.totalMiB, card.usedMiB);
  const availableMiB = difference(freeMiB, sum([plan.reserveMiB, ...owed]));
  const fits = neededMiB === null || availableMiB === null ? null : neededMiB <= availableMiB;
  return { fits, neededMiB, availableMiB };
}

/**
 * Used / total of the card of speech synthesis, 0–1, for the degradation ladder; null when it has none or it is
 * unknown.
 */
export function ttsCardUsedFraction(plan: Pick<VramPlan, "tts">, state: GpuState): number | null {
  const card = plan.tts && state.kind === "gpus" ? findCard(state.gpus, plan.tts.card) : undefined;
  return card ? usedFractionOf(card) : null;
}

/** The card on which a model is meant to live; undefined when it lives elsewhere, or the card is not there. */
function cardOf(role: GpuRole, plan: VramPlan, cards: readonly GpuReading[]): GpuReading | undefined {
  const placed = plan[role];
  return placed ? findCard(cards, placed.card) : undefined;
}

/** Computed from nvidia-smi's total, a little more than CUDA can give, so a budget is on the safe side. */
function budgetMiB(role: GpuRole, plan: VramPlan, { totalMiB }: GpuReading): number | null {
  if (role === "tts") return plan.tts?.vramMiB ?? null;
  return plan.llm === null || totalMiB === null ? null : Math.round(plan.llm.memoryFraction * totalMiB);
}

function sum(amounts: readonly (number | null)[]): number | null {
  return amounts.reduce((total, each) => (total === null || each === null ? null : total + each), 0);
}

function difference(from: number | null, amount: number | null): number | null {
  return from === null || amount === null ? null : from - amount;
}
