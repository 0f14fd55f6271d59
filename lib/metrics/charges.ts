import {
  type KeptStage,
  type LevelTargetsMs,
  levelTargetsMs,
  type MeasuredTurn,
  type ServiceLevel,
} from "../service-levels";
import type { Timings } from "../timings";
import type { StageTimes } from "./stages";

/** The parts of what a person waits, in their order. The last one is the sound after the first. */
type WaitPart = "endpoint_ms" | "stt_ms" | "ttft_ms" | "tts_first_ms" | "rest_ms";

/**
 * How the target of a wait is shared out: a stage is charged with what it took beyond its share. Together the shares
 * are AVATAR's own target, so that a turn over it has charged at least one stage; they grow and shrink with the house's.
 */
const sharesMs = {
  first_audio: { endpoint_ms: 600, stt_ms: 100, ttft_ms: 400, tts_first_ms: 400, rest_ms: 0 },
  end_to_end: { endpoint_ms: 600, stt_ms: 100, ttft_ms: 400, tts_first_ms: 400, rest_ms: 2_000 },
} as const satisfies Partial<Record<ServiceLevel, Record<WaitPart, number>>>;

function partsOf(timings: Timings, level: keyof typeof sharesMs): Record<WaitPart, number> {
  const { endpoint_ms, stt_ms, ttft_ms, tts_first_ms, first_audio_ms, e2e_ms } = timings;
  const rest = level === "end_to_end" && e2e_ms !== null && first_audio_ms !== null ? e2e_ms - first_audio_ms : 0;
  return {
    endpoint_ms: endpoint_ms ?? 0,
    stt_ms: stt_ms ?? 0,
    ttft_ms: ttft_ms ?? 0,
    tts_first_ms: tts_first_ms ?? 0,
    rest_ms: rest,
  };
}

export interface Charge {
  level: ServiceLevel;
  stage: KeptStage;
  ms: number;
}

/** Which stages spent the time by which the turn missed its levels; empty for one that met them all. */
export function chargesOf(
  turn: Pick<MeasuredTurn, "mode" | "timings">,
  stages: StageTimes,
  targetsMs: LevelTargetsMs,
): Charge[] {
  const missed = (level: ServiceLevel) => Math.max(0, (stages[level] ?? 0) - targetsMs[level]);
  const calls = (["stt", "ttft", "tts_fast"] as const).map((level) => ({ level, stage: level, ms: missed(level) }));
  const waits = (["first_audio", "end_to_end"] as const).flatMap((level): Charge[] => {
    if (missed(level) === 0) return [];
    const speech = turn.mode === "hq" ? "tts_hq" : "tts_fast";
    const stageOf: Record<WaitPart, KeptStage> = {
      endpoint_ms: "endpoint",
      stt_ms: "stt",
      ttft_ms: "ttft",
      tts_first_ms: speech,
      rest_ms: speech,
    };
    const parts = Object.entries(partsOf(turn.timings, level)) as [WaitPart, number][];
    const shareMs = (part: WaitPart) => (sharesMs[level][part] * targetsMs[level]) / levelTargetsMs[level];
    return parts.map(([part, ms]) => ({ level, stage: stageOf[part], ms: ms - shareMs(part) }));
  });
  return [...waits, ...calls].filter(({ ms }) => ms > 0);
}

/** The stage at which a failed turn failed; null where no call of it failed. */
export function failedStageOf(turn: MeasuredTurn): KeptStage | null {
  const failed = turn.calls.find(({ outcome }) => outcome === "failed");
  if (!failed) return null;
  if (failed.call === "reply") return "ttft";
  if (failed.call !== "segment") return "stt";
  return (failed.mode ?? turn.mode) === "hq" ? "tts_hq" : "tts_fast";
}
