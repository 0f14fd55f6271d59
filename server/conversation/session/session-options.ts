import type { ContextTurn } from "../../../lib/conversation-context";
import type { Interruption } from "../../../lib/turn-end";
import type { MetricEvents } from "../../platform/observability/metrics";
import type { RecordsContext } from "../../records/context";
import type { PrefillPrompt } from "../pipeline/contract";
import type { HearingDependencies } from "./hearing";
import type { LiveTurnDependencies } from "./live-turn";
import type { Outbox } from "./outbox";
import type { SessionSettings } from "./session-settings";

export interface SessionDependencies extends LiveTurnDependencies, HearingDependencies {
  prefill?: PrefillPrompt;
  metrics?: Pick<MetricEvents, "turnEnded">;
}

/** A conversation that is started or resumed. */
export interface SessionStart {
  sessionId: string;
  settings: SessionSettings;
  /** The highest stored turn number; 0 for a new one. */
  lastTurnNumber: number;
  turns: readonly ContextTurn[];
}

export interface SessionOptions extends SessionStart {
  ctx: RecordsContext;
  outbox: Outbox;
  /** Null while the session has its seat; otherwise requests one and resolves when it is held. */
  seat: () => Promise<void> | null;
  /** Consumes one turn of the person's rate limit. Throws AppError `rate_limited` when none is left. */
  takeTurn: () => void;
}

export interface ConversationEnd {
  /** The client plays no more of the audio that it got. */
  unheardIsDropped: boolean;
  /** What the record of a turn that is cut off says about its end. */
  by: Interruption;
}
