import type { SpeechMode } from "../languages";
import type { TurnModels } from "../models";
import { endToEndCharacters, type KeptStage, levelsOf, type MeasuredTurn } from "../service-levels";
import type { MetricSplit } from "./kept-numbers";

export type StageTimes = Partial<Record<KeptStage, number>>;

/** What each stage of the turn took, ms; a stage that did not happen is left out. */
export function stagesOf(turn: MeasuredTurn): StageTimes {
  const { timings, calls } = turn;
  const segments = calls.filter(({ call }) => call === "segment");
  const first = segments.toSorted((a, b) => a.began_ms - b.began_ms)[0];
  const isHq = first?.outcome === "completed" && (first.mode ?? turn.mode) === "hq";
  const isLong = turn.replyChars > endToEndCharacters;
  const beside: Partial<Record<KeptStage, number | null>> = {
    endpoint: turn.wasSpoken ? timings.endpoint_ms : null,
    tts_hq: isHq ? first.total_ms : null,
    end_to_end_long: turn.wasSpoken && isLong ? timings.e2e_ms : null,
  };
  const found = Object.entries(beside).filter(([, ms]) => ms !== null);
  return { ...levelsOf(turn), ...Object.fromEntries(found) };
}

/** What a turn can be told apart by. */
export interface SplitValues {
  mode: SpeechMode;
  voice: string;
  models: TurnModels;
  /** Conversations that were talking when it began, its own with them; null where it is not known. */
  sessions: number | null;
}

/** The model that the time of a stage is counted for; what the person waited counts for the language model. */
const modelRoleOf = {
  first_audio: "llm",
  end_to_end: "llm",
  end_to_end_long: "llm",
  ttft: "llm",
  stt: "stt",
  tts_fast: "tts",
  tts_hq: "tts",
  endpoint: null,
} as const satisfies Record<KeptStage, keyof TurnModels | null>;

/** Under which value of the split a stage's time is counted; null: under none. */
export function splitValueOf(turn: SplitValues, stage: KeptStage, split: MetricSplit): string | null {
  if (split === "sessions") return turn.sessions === null ? null : String(turn.sessions);
  if (split !== "model") return turn[split];
  const role = modelRoleOf[stage];
  return role && turn.models[role];
}
