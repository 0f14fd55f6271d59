import type { ErrorCode } from "../errors";
import { type Charge, chargesOf, failedStageOf } from "./charges";
import type { EndedTurn, TurnOutcomeName } from "./ended-turn";
import type { KeptStage } from "./kept-numbers";
import { type SplitValues, type StageTimes, stagesOf } from "./stages";

/** All that is kept of one turn. */
export interface TurnSample extends SplitValues {
  /** When it ended, Unix seconds. */
  atS: number;
  outcome: TurnOutcomeName;
  errorCode: ErrorCode | null;
  stages: StageTimes;
  charges: readonly Charge[];
  failedStage: KeptStage | null;
}

export function sampleOf(turn: EndedTurn, ended: Pick<TurnSample, "atS" | "outcome" | "sessions">): TurnSample {
  const { mode, voice, models, errorCode } = turn;
  const stages = stagesOf(turn);
  const failedStage = ended.outcome === "failed" ? failedStageOf(turn) : null;
  return { ...ended, mode, voice, models, errorCode, stages, charges: chargesOf(turn, stages), failedStage };
}
