import { and, eq, inArray, ne } from "drizzle-orm";
import { voiceConsents } from "../../../drizzle/schema";
import type { ConsentEndReason } from "../../../lib/voice-profiles/consent";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";

/**
 * Ends what consents there are to a voice, in the open transaction of the verb that ends it: one that held has ended, one
 * that was still to be decided came to nothing. `exceptFor`: the reference that stays. Each is audited.
 */
export function endConsents(
  tx: Transaction,
  ctx: RecordsContext,
  { profileId, reason, exceptFor }: { profileId: number; reason: ConsentEndReason; exceptFor?: string },
): void {
  const pending = tx
    .select()
    .from(voiceConsents)
    .where(
      and(
        eq(voiceConsents.profileId, profileId),
        inArray(voiceConsents.status, ["checking", "review", "accepted"]),
        exceptFor === undefined ? undefined : ne(voiceConsents.referenceSha256, exceptFor),
      ),
    )
    .all();
  const endedByUserId = ctx.actor.kind === "user" ? ctx.actor.userId : null;
  for (const row of pending) {
    const status = row.status === "accepted" ? ("ended" as const) : ("void" as const);
    tx.update(voiceConsents)
      .set({ status, endedAt: ctx.nowS(), endedByUserId, endReason: reason })
      .where(eq(voiceConsents.id, row.id))
      .run();
    const [before, after] = [
      { profileId, status: row.status },
      { profileId, status, endReason: reason },
    ];
    appendAudit(tx, ctx, { action: "consent.end", entity: "consent", entityId: row.id, before, after });
  }
}
