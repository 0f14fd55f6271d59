import type { ContextTurn } from "../../../lib/conversation-context";
import { inOneTransaction, type RecordsContext } from "../context";
import { contextTurnsOf } from "../turns/context-turns";
import { changeSessionOptions, type SessionChanges } from "./change-options";
import type { SessionOptions } from "./options";

export interface ResumedSession extends SessionOptions {
  sessionId: string;
  /** The highest stored turn number; 0 when no turn was completed. */
  lastTurnNumber: number;
  /** The newest stored turns, oldest first, superseded ones included: as many as fit any model's history. */
  turns: ContextTurn[];
}

/**
 * Resumes a session; given options replace the stored ones. Throws AppError `session_not_found` for an unknown session
 * and for another person's alike.
 */
export function resumeSession(ctx: RecordsContext, input: SessionChanges): Promise<ResumedSession> {
  return inOneTransaction(ctx, async (joined) => {
    const options = await changeSessionOptions(joined, input);
    const turns = await joined.db.read((tx) => contextTurnsOf(tx, input.sessionId));
    return { sessionId: input.sessionId, ...options, lastTurnNumber: turns.at(-1)?.turnNumber ?? 0, turns };
  });
}
