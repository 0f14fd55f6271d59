import type { ErrorCode } from "../errors";
import type { TurnModels } from "../models";
import type { MeasuredTurn } from "../service-levels";

/** How a turn ended: `failed` also when only its speech failed, `lost` when it could not be stored. */
export const turnOutcomes = ["completed", "interrupted", "failed", "lost"] as const;
export type TurnOutcomeName = (typeof turnOutcomes)[number];

/** Whether the turn counts as an error. */
export const hasFailed = (outcome: TurnOutcomeName) => outcome === "failed" || outcome === "lost";

/** An ended turn, without any id of a person, a session or the turn itself. */
export interface EndedTurn extends MeasuredTurn {
  /** The voice that it was spoken with, in the format of lib/voices. */
  voice: string;
  models: TurnModels;
  errorCode: ErrorCode | null;
  /** As in SplitValues. */
  sessions: number | null;
}
