import { and, eq, inArray, isNotNull, type SQL } from "drizzle-orm";
import { z } from "zod";
import { conversations, turnDetails, voiceConsents, voiceProfiles } from "../../../drizzle/schema";
import { can } from "../../../lib/auth/permissions";
import { AppError } from "../../../lib/errors";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";

const inputSchema = z.object({ profileId: z.number().int().positive() });
/** Rows of one transaction: others wait for no longer than a moment. */
const atOnce = 200;

/**
 * Deletes the sound of every stored reply in a voice that has ended, in everybody's conversations; what was said stays
 * as text. For whoever brought the voice, and for administrators. Returns how many. Throws AppError `not_found`.
 */
export async function deleteReplies(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<{ deleted: number }> {
  authorise(ctx.actor, "voice:use");
  const { profileId } = parseInput(inputSchema, input);
  await ctx.db.read((tx) => assertEnded(tx, ctx, profileId));
  let deleted = 0;
  for (;;) {
    const rows = await ctx.db.write((tx) => {
      const found = tx
        .select({ id: conversations.id, path: conversations.aiAudioPath })
        .from(conversations)
        .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
        .where(soundsInVoice(profileId))
        .limit(atOnce)
        .all();
      const ids = found.map(({ id }) => id);
      if (ids.length > 0)
        tx.update(conversations).set({ aiAudioPath: null }).where(inArray(conversations.id, ids)).run();
      return found;
    });
    if (rows.length === 0) break;
    await ctx.recordings.remove(rows.flatMap(({ path }) => path ?? []));
    deleted += rows.length;
  }
  await ctx.db.write((tx) =>
    appendAudit(tx, ctx, {
      action: "voice.delete_replies",
      entity: "voice",
      entityId: profileId,
      before: { replies: deleted },
      after: null,
    }),
  );
  return { deleted };
}

/** The stored sounds that the voice spoke, or a part of: a reply that only another one spoke has no hash. */
export function soundsInVoice(profileId: number): SQL | undefined {
  return and(
    eq(conversations.voiceProfileId, profileId),
    isNotNull(turnDetails.voiceReferenceSha256),
    isNotNull(conversations.aiAudioPath),
  );
}

/** The voice's own certificates say who brought it. */
function assertEnded(tx: Transaction, ctx: RecordsContext, profileId: number): void {
  const { userId, role } = requirePerson(ctx.actor);
  const isThere = tx.select({ id: voiceProfiles.id }).from(voiceProfiles).where(eq(voiceProfiles.id, profileId)).get();
  const consents = tx.select().from(voiceConsents).where(eq(voiceConsents.profileId, profileId)).all();
  const may = can(role, "voice:manage_all") || consents.some(({ ownerUserId }) => ownerUserId === userId);
  if (isThere || consents.length === 0 || !may) throw new AppError("not_found");
}
