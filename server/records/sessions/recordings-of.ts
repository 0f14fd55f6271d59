import { and, eq, isNotNull } from "drizzle-orm";
import { conversations, replayCases, replayResults } from "../../../drizzle/schema";
import type { Transaction } from "../../platform/db/database";

/** Every recording of a conversation, and of its turns' replays, relative to the data folder. */
export function recordingsOf(tx: Transaction, sessionId: string): string[] {
  const turns = tx
    .select({ user: conversations.userAudioPath, reply: conversations.aiAudioPath })
    .from(conversations)
    .where(eq(conversations.sessionId, sessionId))
    .all();
  const replays = tx
    .select({ path: replayResults.aiAudioPath })
    .from(replayResults)
    .innerJoin(replayCases, eq(replayCases.id, replayResults.caseId))
    .where(and(eq(replayCases.sessionId, sessionId), isNotNull(replayResults.aiAudioPath)))
    .all();
  const paths = [...turns.flatMap(({ user, reply }) => [user, reply]), ...replays.map(({ path }) => path)];
  return paths.filter((path) => path !== null && path !== "") as string[];
}
