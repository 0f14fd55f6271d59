import { and, desc, eq, lt } from "drizzle-orm";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { ContextTurn } from "../../../lib/conversation-context";
import { languageSchema, languages } from "../../../lib/languages";
import type { Transaction } from "../../platform/db/database";

/**
 * A model gets at most 3,000 tokens of history (pipeline/history-budget), and a turn has at least 14 with the chat
 * template; twice the resulting number of turns leaves room for those that do not count.
 */
const newestTurns = 428;

/** The newest stored turns of a conversation for the model's context, oldest first; with `before`, of those below it. */
export function contextTurnsOf(
  tx: Transaction,
  sessionId: string,
  { before }: { before?: number } = {},
): ContextTurn[] {
  const isBefore = before === undefined ? undefined : lt(conversations.turnNumber, before);
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
    .where(and(eq(conversations.sessionId, sessionId), isBefore))
    .orderBy(desc(conversations.turnNumber))
    .limit(newestTurns)
    .all()
    .reverse()
    .map(({ language, ...turn }) => ({ ...turn, language: languageSchema.catch(languages[0]).parse(language) }));
}
