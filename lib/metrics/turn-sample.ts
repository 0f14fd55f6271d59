import type { ErrorCode } from "../errors";
import type { KeptStage } from "../service-levels";
import type { Timings } from "../timings";
import { failedStageOf } from "./charges";
import type { EndedTurn, TurnOutcomeName } from "./ended-turn";
import { type SplitValues, type StageTimes, stagesOf } from "./stages";

/** All that is kept of one turn. */
export interface TurnSample extends SplitValues {
  /** When it ended, Unix seconds. */
  atS: number;
  outcome: TurnOutcomeName;
  errorCode: ErrorCode | null;
  stages: StageTimes;
  /** What the person waited for, from which the stages are charged. */
  timings: Timings;
  failedStage: KeptStage | null;
}

export function sampleOf(turn: EndedTurn, ended: Pick<TurnSample, "atS" | "outcome">): TurnSample {
  const { mode, voice, models, sessions, errorCode, timings } = turn;
  const stages = stagesOf(turn);
  const failedStage = ended.outcome === "failed" ? failedStageOf(turn) : null;
  return { ...ended, mode, voice, models, sessions, errorCode, stages, timings, failedStage };
}
