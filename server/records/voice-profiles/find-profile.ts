import { and, count, desc, eq, max } from "drizzle-orm";
import { z } from "zod";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { ProfileDetail } from "../../../lib/voice-profiles/views";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { ownedBy, ownerInScope } from "../ownership";
import { firstWords } from "../sessions/first-words";
import { maySee, voiceRows } from "./profile-rows";
import { profileView } from "./profile-views";

const inputSchema = z.object({ profileId: z.number().int().positive() });
/** The conversations that a voice's page lists. */
const newestConversations = 10;

/** One saved voice with where it was used. Throws AppError `not_found`, also for one that the person may not see. */
export async function findProfile(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<ProfileDetail> {
  authorise(ctx.actor, "voice:use");
  const { profileId } = parseInput(inputSchema, input);
  const ownerId = ownerInScope(ctx, undefined);
  return ctx.db.read((tx) => {
    const rows = voiceRows(tx, profileId);
    if (!rows?.profile || !maySee(ctx.actor, rows)) throw new AppError("not_found");
    const view = profileView(tx, ctx.actor, { ...rows, profile: rows.profile });
    return {
      ...view,
      text: view.may_manage ? rows.details.text : null,
      text_is_edited: rows.details.textIsEdited,
      reference_sha256: rows.details.referenceSha256,
      used: usedIn(tx, profileId, ownerId),
    };
  });
}

/** The replies in this voice among the turns that the person may see. */
function usedIn(tx: Transaction, profileId: number, ownerId: number | null): ProfileDetail["used"] {
  const inVoice = and(eq(conversations.voiceProfileId, profileId), ownedBy(ownerId));
  const rows = tx
    .select({ id: conversations.sessionId, turns: count(), lastAt: max(conversations.createdAt) })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(inVoice)
    .groupBy(conversations.sessionId)
    .orderBy(desc(max(conversations.createdAt)))
    .all();
  return {
    turns: rows.reduce((sum, { turns }) => sum + turns, 0),
    conversations: rows.slice(0, newestConversations).map(({ id, turns, lastAt }) => ({
      ...{ id, turns, last_at: lastAt ?? 0 },
      title: firstWords(tx, eq(conversations.sessionId, id))?.text ?? "",
    })),
  };
}
