import type { Config } from "../../config";
import { findCard, type GpuProcess, type GpuReading, type GpuState, usedFractionOf } from "../../gpu/contract";
import { type Finding, failed, ok, warning } from "../check";

/** What a model process may take of which card. */
interface Budget {
  name: string;
  /** Index or UUID, as configured. */
  gpu: string;
  /** Variable that names the card. */
  variable: string;
  miBOf(gpu: GpuReading): number | null;
}

export interface GpuFacts {
  state: GpuState;
  /** Null: not known. */
  processes: readonly GpuProcess[] | null;
  /** As nvidia-smi's table prints them: "550.54.15", "12.4". */
  driver: string | null;
  cuda: string | null;
  /** An AVATAR runs: some of the used memory may be its models'. */
  avatarRuns: boolean;
}

type GpuConfiguration = Pick<Config, "processes" | "gpu">;

function budgetsOf({ processes, gpu }: GpuConfiguration): Budget[] {
  const llm: Budget = {
    name: "vLLM",
    gpu: gpu.llmGpu,
    variable: "AVATAR_LLM_GPU",
    miBOf: ({ totalMiB }) => (totalMiB === null ? null : Math.ceil(totalMiB * gpu.llmMemoryFraction)),
  };
  const tts: Budget = { name: "F5-TTS", gpu: gpu.ttsGpu, variable: "AVATAR_TTS_GPU", miBOf: () => gpu.ttsVramMiB };
  return [...(processes.llm ? [llm] : []), ...(processes.tts ? [tts] : [])];
}

/** Driver and CUDA version in the head of nvidia-smi's table. */
export function parseVersions(stdout: string): Pick<GpuFacts, "driver" | "cuda"> {
  const [, driver = null] = /Driver Version:\s*([\d.]+)/.exec(stdout) ?? [];
  const [, cuda = null] = /CUDA Version:\s*([\d.]+)/.exec(stdout) ?? [];
  return { driver, cuda };
}

/** The cards, who uses them, and whether the configured models fit on them. */
export function gpuFindings(facts: GpuFacts, config: GpuConfiguration): Finding[] {
  const budgets = budgetsOf(config);
  const needed = budgets.length > 1 ? "vLLM and F5-TTS need one" : budgets[0] ? `${budgets[0].name} needs one` : null;
  const { state } = facts;
  if (state.kind === "gpus") {
    const placed = budgets.flatMap((budget) => unplaced(budget, state.gpus) ?? []);
    return [...state.gpus.flatMap((gpu) => cardFindings(gpu, budgets, facts, config)), ...placed];
  }
  if (needed === null) {
    if (state.kind === "none")
      return [ok("GPU", "none, and none is needed: no model process is configured to use one")];
    return [warning("GPU", `can't be read: ${state.reason}`, "No model of this configuration needs it.")];
  }
  const otherwise = "Or give the models to other servers: AVATAR_LLM_URL, AVATAR_TTS_URL.";
  if (state.kind === "none") {
    return [failed("GPU", `none (${state.reason}), but ${needed}`, `Install NVIDIA's driver. ${otherwise}`)];
  }
  const advice = `Make nvidia-smi work first: a reboot cures a driver that was updated while it ran. ${otherwise}`;
  return [failed("GPU", `can't be read: ${state.reason}`, advice)];
}

function unplaced({ name, gpu, variable }: Budget, gpus: readonly GpuReading[]): Finding | null {
  if (findCard(gpus, gpu)) return null;
  const there = gpus.map((card) => `${card.index} (${card.uuid})`).join(", ");
  return failed(`GPU of ${name}`, `there is no card ${gpu}; there is ${there}`, `Correct ${variable}.`);
}

const miB = (value: number | null) => (value === null ? "unknown" : String(value));

function cardFindings(
  card: GpuReading,
  budgets: readonly Budget[],
  { driver, cuda, processes, avatarRuns }: GpuFacts,
  { gpu: { reserveMiB, alertFraction } }: GpuConfiguration,
): Finding[] {
  const name = `GPU ${card.index}`;
  const { totalMiB, usedMiB } = card;
  const versions = `driver ${driver ?? "unknown"}, CUDA ${cuda ?? "unknown"}`;
  const users = (processes ?? []).filter(({ gpuUuid }) => gpuUuid === card.uuid);
  const who = users.map((user) => `process ${user.pid}: ${miB(user.usedMiB)} MiB`).join(", ");
  const use = `${miB(usedMiB)} of ${miB(totalMiB)} MiB used${who ? ` (${who})` : ""}`;
  const message = `${card.name}, ${versions}; ${use}`;
  const isFull = (usedFractionOf(card) ?? 0) > alertFraction;
  const found = isFull
    ? warning(name, message, `More than ${Math.round(alertFraction * 100)} % is used: end what is not needed.`)
    : ok(name, message);
  const mine = budgets.filter((budget) => findCard([card], budget.gpu));
  return mine.length === 0
    ? [found]
    : [found, planFinding(`VRAM plan, GPU ${card.index}`, card, mine, reserveMiB, avatarRuns)];
}

function planFinding(
  name: string,
  card: GpuReading,
  budgets: readonly Budget[],
  reserveMiB: number,
  avatarRuns: boolean,
): Finding {
  const { totalMiB, usedMiB } = card;
  if (totalMiB === null) {
    return warning(
      name,
      "the card's memory is not known, so nobody can say what fits",
      "Look at nvidia-smi's own output.",
    );
  }
  const shares = [...budgets.map((budget) => ({ name: budget.name, miB: budget.miBOf(card) ?? 0 }))];
  const planned = shares.reduce((sum, share) => sum + share.miB, reserveMiB);
  const parts = [...shares.map((share) => `${share.name} ${share.miB}`), `reserve ${reserveMiB}`].join(" + ");
  const plan = `${parts} = ${planned} of ${totalMiB} MiB`;
  const advice = "Lower AVATAR_LLM_GPU_MEMORY or AVATAR_TTS_VRAM_MIB, or place a model on another card.";
  if (planned > totalMiB) return failed(name, `${plan}: that does not fit`, advice);
  // While an AVATAR runs its own models are in that number, and nobody here can tell which part.
  const others = avatarRuns ? null : usedMiB;
  if (others !== null && planned + others > totalMiB) {
    return warning(name, `${plan}, and other programs hold ${others} MiB already`, `End them. ${advice}`);
  }
  return ok(name, plan);
}
