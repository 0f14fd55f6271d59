import type { Language } from "../languages";
import type { TurnModels } from "../models";
import type { BlindChoice } from "./blind-choice";
import type { Expectations } from "./expectations";
import type { FrozenRun, ResultFacts, RunChanges, RunState, RunWait } from "./run";
import type { Thresholds, Verdict } from "./verdict";

/** A set in the list of sets. */
export interface ReplaySetSummary {
  id: number;
  name: string;
  version: number;
  case_count: number;
  run_count: number;
  /** Of all its runs. */
  audio_bytes: number;
  by: string;
  /** Unix seconds */
  created_at: number;
  last_run: { id: number; name: string; state: RunState; created_at: number } | null;
}

/** A set that a turn is or was in, and the runs that have a result of it, newest first. */
export interface TurnReplay {
  set_id: number;
  set_name: string;
  is_in_set: boolean;
  runs: { run_id: number; name: string; case_id: number }[];
}

/** A turn in a set. What people said is null once the turn is deleted. */
export interface ReplayCaseView {
  id: number;
  turn_id: string;
  session_id: string;
  is_deleted: boolean;
  language: Language | null;
  /** The turn as it is in the record now. */
  user_text: string | null;
  ai_text: string | null;
  /** What was really said, where somebody corrected it. */
  expected_text: string | null;
  expectations: Expectations;
  /** How many turns before it the model is told. */
  context_turns: number;
}

/** Of more turns, the newest are added to a set at once. */
export const mostCasesAtOnce = 1_000;

/** What came of adding turns to a set. */
export type AddedCases = {
  setId: number;
  version: number;
  added: number;
  /** In it already, gone, or with nothing to run. */
  skipped: number;
  /** Over `mostCasesAtOnce`. */
  leftOut: number;
};

export interface ReplayRunView {
  id: number;
  set_id: number;
  set_version: number;
  name: string;
  changes: RunChanges;
  repeats: number;
  state: RunState;
  /** Results that are there, and how many there will be. */
  done_count: number;
  total_count: number;
  waits_for: RunWait | null;
  failed_code: string | null;
  /** Null until it has begun. */
  frozen: FrozenRun | null;
  audio_bytes: number;
  is_baseline: boolean;
  /** Null: the command line. */
  by: string | null;
  /** Unix seconds */
  created_at: number;
  finished_at: number | null;
}

/** The run is not over. */
export const isGoingOn = ({ state }: Pick<ReplayRunView, "state">) => state === "waiting" || state === "running";

/** How far a run is. */
export type RunProgressView = Pick<ReplayRunView, "state" | "done_count" | "total_count" | "waits_for">;

/** A set with its cases in their order and its runs, newest first. */
export interface ReplaySetView extends ReplaySetSummary {
  thresholds: Thresholds;
  /** The run that others are compared with; null: the turns as they were recorded. */
  baseline_run_id: number | null;
  cases: ReplayCaseView[];
  runs: ReplayRunView[];
}

/** How long the stages of a turn took, ms; null where it is not known. Together they are the first sound. */
export interface StageTimes {
  stt_ms: number | null;
  ttft_ms: number | null;
  /** From the first token to the end of the first segment's text. */
  text_ms: number | null;
  tts_ms: number | null;
  /** As spec 1 has it, the same way for turns and results. */
  first_sound_ms: number | null;
}

/** One side of a comparison: the turn as it was recorded, or one result of a run. */
export interface SideView extends StageTimes {
  outcome: ResultFacts["outcome"];
  error_code: ResultFacts["errorCode"];
  missing: ResultFacts["missing"];
  /** 0 for the recorded turn. */
  repeat: number;
  user_text: string | null;
  ai_text: string | null;
  /** The person's recording and this side's reply (WAV, Range). */
  user_audio_url: string | null;
  ai_audio_url: string | null;
  ai_audio_ms: number;
  /** CER in Chinese, WER in English, against what was really said; null without it. */
  error_rate: number | null;
  /** The errors of that, and of how many characters or words. */
  recognition: { errors: number; units: number } | null;
  models: TurnModels;
  voice: string | null;
}

export const verdictReasons = [
  "transcript_better",
  "transcript_worse",
  "transcript_changed",
  "reply_changed",
  "faster",
  "slower",
  "expectation_met",
  "expectation_lost",
  "failed",
  "recovered",
  "missing",
  "spread",
] as const;
export type VerdictReason = (typeof verdictReasons)[number];

export const expectationKinds = ["mustContain", "mustNotContain", "maxFirstSoundMs", "maxSpeechS"] as const;

/** One expectation and whether either side fulfils it; null where a side has nothing to judge. */
export interface ExpectationCheck {
  kind: (typeof expectationKinds)[number];
  /** The words, or the limit as a number. */
  value: string | number;
  base_met: boolean | null;
  run_met: boolean | null;
}

/** Which reply somebody preferred without knowing which is which. */
export interface BlindChoiceView {
  choice: BlindChoice;
  /** The run's result that was heard. */
  repeat: number;
  by: string;
  /** Unix seconds */
  at: number;
}

/** One case of a run beside what it is compared with. */
export interface CaseComparison {
  case: ReplayCaseView;
  base: SideView | null;
  /** One for each repeat that is there. */
  results: SideView[];
  /** By the thresholds, and why. */
  verdict: Verdict;
  reasons: VerdictReason[];
  expectations: ExpectationCheck[];
  /** How much the first sound differed between repeats, ms, and how many different replies there were. */
  spread: { first_sound_ms: number | null; replies: number } | null;
  /** What a person decided over the thresholds. */
  human: { verdict: Verdict; note: string; by: string; at: number } | null;
  /** Each person's last choice, oldest first. */
  blind: BlindChoiceView[];
}

/** The verdict that counts. */
export function finalVerdict({ verdict, human }: Pick<CaseComparison, "verdict" | "human">): Verdict {
  return human?.verdict ?? verdict;
}

export interface RunComparison {
  set: { id: number; name: string; thresholds: Thresholds };
  run: ReplayRunView;
  /** Null: the turns as they were recorded. */
  against: ReplayRunView | null;
  cases: CaseComparison[];
}

/** One finished run in the trend of a set, oldest first. */
export interface TrendPoint {
  run_id: number;
  name: string;
  /** Unix seconds */
  created_at: number;
  verdicts: Record<Verdict, number>;
  /** Over the cases that have one; null without any. */
  mean_error_rate: number | null;
  median_first_sound_ms: number | null;
}

/** The models that a new run may put in place of those that people talk with. */
export interface OfferedModels {
  /** Of the model store, by role. */
  store: { role: "stt" | "llm"; model: string; name: string }[];
  /** The roles whose server takes another model's name. */
  same_server: ("stt" | "llm")[];
  /** The system messages that people are answered with now. */
  system_prompts: Record<Language, string>;
}

/** What the dialog of a new run offers. */
export interface RunOffer extends OfferedModels {
  candidates: { role: "stt" | "llm"; id: number; name: string }[];
  voices: { voice: string; name: string; languages: readonly Language[] }[];
  /** The newest version of the lexicon. */
  lexicon_version: number;
}
