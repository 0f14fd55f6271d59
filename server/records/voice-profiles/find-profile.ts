import { and, count, desc, eq, max } from "drizzle-orm";
import { z } from "zod";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { ProfileDetail } from "../../../lib/voice-profiles/views";
import { formatVoiceId } from "../../../lib/voices";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { noteList } from "../audit-log/conversation-looks";
import { noteLook } from "../audit-log/note-look";
import type { RecordsContext } from "../context";
import { isNotDeleted, ownedBy, ownerInScope } from "../ownership";
import { firstWords } from "../sessions/first-words";
import { maySee, voiceRows } from "./profile-rows";
import { profileView } from "./profile-views";

const inputSchema = z.object({ profileId: z.number().int().positive() });
/** The conversations that a voice's page lists. */
const newestConversations = 10;

/**
 * One saved voice with where it was used. That somebody reads what is said in another person's, or how others'
 * conversations began that it spoke in, is recorded. Throws AppError `not_found`, also for one that the person may not
 * see.
 */
export async function findProfile(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<ProfileDetail> {
  authorise(ctx.actor, "voice:use");
  const { profileId } = parseInput(inputSchema, input);
  const ownerId = ownerInScope(ctx, undefined);
  const { subjectUserId, speakers, detail } = await ctx.db.read((tx) => {
    const rows = voiceRows(tx, profileId);
    if (!rows?.profile || !maySee(ctx.actor, rows)) throw new AppError("not_found");
    const view = profileView(tx, ctx.actor, { ...rows, profile: rows.profile });
    const { speakers, used } = usedIn(tx, profileId, ownerId);
    const { ownerUserId, text, textIsEdited, referenceSha256 } = rows.details;
    const own = {
      text: view.may_manage ? text : null,
      text_is_edited: textIsEdited,
      reference_sha256: referenceSha256,
    };
    return { subjectUserId: ownerUserId, speakers, detail: { ...view, ...own, used } };
  });
  if (detail.text !== null) {
    await noteLook(ctx, { action: "voice.read", entity: "voice", entityId: profileId, subjectUserId });
  }
  const { actor } = ctx;
  if (actor.kind === "user" && speakers.some((userId) => userId !== actor.userId)) {
    await noteList(ctx, ownerId, { voice: formatVoiceId({ kind: "profile", profileId }) });
  }
  return detail;
}

/** The replies in this voice among the turns that the person may see, and whose conversations are listed. */
function usedIn(
  tx: Transaction,
  profileId: number,
  ownerId: number | null,
): { used: ProfileDetail["used"]; speakers: (number | null)[] } {
  const inVoice = and(eq(conversations.voiceProfileId, profileId), ownedBy(ownerId), isNotDeleted());
  const { sessionId, createdAt } = conversations;
  const rows = tx
    .select({ id: sessionId, turns: count(), lastAt: max(createdAt), userId: max(turnDetails.userId) })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(inVoice)
    .groupBy(conversations.sessionId)
    .orderBy(desc(max(conversations.createdAt)))
    .all();
  const newest = rows.slice(0, newestConversations);
  const used = {
    turns: rows.reduce((sum, { turns }) => sum + turns, 0),
    conversations: newest.map(({ id, turns, lastAt }) => ({
      ...{ id, turns, last_at: lastAt ?? 0 },
      title: firstWords(tx, eq(conversations.sessionId, id))?.text ?? "",
    })),
  };
  return { used, speakers: newest.map(({ userId }) => userId) };
}
