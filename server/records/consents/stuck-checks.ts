import { eq, inArray } from "drizzle-orm";
import { jobs, voiceConsents } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import type { JobPayloads } from "../jobs/job";
import { settleConsent } from "./settle-consent";

/**
 * Gives up consents whose check no job will finish any more: it was begun too often, and each time the server ended.
 * Nothing of them is kept, and the person may consent again. Returns how many.
 */
export async function releaseStuckChecks(ctx: RecordsContext): Promise<number> {
  authorise(ctx.actor, "job:run");
  const stuck = await ctx.db.read((tx) => {
    const pending = tx
      .select()
      .from(jobs)
      .where(inArray(jobs.state, ["waiting", "active"]))
      .all();
    const awaited = new Set(
      pending
        .filter(({ kind }) => kind === "consent_check")
        .map(({ payload }) => (payload as JobPayloads["consent_check"]).consentId),
    );
    const checking = tx
      .select({ id: voiceConsents.id })
      .from(voiceConsents)
      .where(eq(voiceConsents.status, "checking"));
    return checking.all().filter(({ id }) => !awaited.has(id));
  });
  for (const { id: consentId } of stuck) {
    await settleConsent(ctx, { consentId, outcome: "again", heard: "", scores: null, model: null });
  }
  return stuck.length;
}
