import { desc, eq } from "drizzle-orm";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { type Language, languageSchema, languages } from "../../../lib/languages";
import type { Transaction } from "../../platform/db/database";
import { inOneTransaction, type RecordsContext } from "../context";
import { changeSessionOptions, type SessionChanges } from "./change-options";
import type { SessionOptions } from "./options";

/**
 * A model gets at most 3,000 tokens of history (pipeline/history-budget), and a turn has at least 14 with the chat
 * template; twice the resulting number of turns leaves room for those that do not count.
 */
const newestTurns = 428;

/** A stored turn, as a resumed conversation needs it. */
export interface StoredTurn {
  turnId: string;
  turnNumber: number;
  userText: string;
  /** What was shown of the reply. */
  aiText: string;
  /** How much of `aiText` was heard, UTF-16 code units; null in older rows. */
  heardChars: number | null;
  language: Language;
  /** The turn that this one corrects, if any. */
  supersedesTurnId: string | null;
}

export interface ResumedSession extends SessionOptions {
  sessionId: string;
  /** The highest stored turn number; 0 when no turn was completed. */
  lastTurnNumber: number;
  /** The newest stored turns, oldest first, superseded ones included: as many as fit any model's history. */
  turns: StoredTurn[];
}

/**
 * Resumes a session; given options replace the stored ones. Throws AppError `session_not_found` for an unknown session
 * and for another person's alike.
 */
export function resumeSession(ctx: RecordsContext, input: SessionChanges): Promise<ResumedSession> {
  return inOneTransaction(ctx, async (joined) => {
    const options = await changeSessionOptions(joined, input);
    const turns = await joined.db.read((tx) => newestTurnsOf(tx, input.sessionId));
    return { sessionId: input.sessionId, ...options, lastTurnNumber: turns.at(-1)?.turnNumber ?? 0, turns };
  });
}

/** Oldest first. */
function newestTurnsOf(tx: Transaction, sessionId: string): StoredTurn[] {
  return tx
    .select({
      turnId: turnDetails.turnId,
      turnNumber: conversations.turnNumber,
      userText: conversations.userText,
      aiText: conversations.aiText,
      heardChars: turnDetails.heardChars,
      language: turnDetails.language,
      supersedesTurnId: turnDetails.supersedesTurnId,
    })
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(eq(conversations.sessionId, sessionId))
    .orderBy(desc(conversations.turnNumber))
    .limit(newestTurns)
    .all()
    .reverse()
    .map(({ language, ...turn }) => ({ ...turn, language: languageSchema.catch(languages[0]).parse(language) }));
}
