import { jobs } from "../../../drizzle/schema";
import type { JobKind } from "../../../lib/jobs";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import type { JobPayloads } from "./job";

/**
 * Adds a job in the open transaction of a verb, which has checked the permission: the job exists exactly if the verb's
 * rows do. Returns its id. The runner notices it by itself.
 */
export function enqueue<Kind extends JobKind>(
  tx: Transaction,
  { actor, nowS }: RecordsContext,
  job: { kind: Kind; payload: JobPayloads[Kind]; runAt?: number },
): number {
  const createdAt = nowS();
  const row = {
    kind: job.kind,
    payload: job.payload,
    profileId: "profileId" in job.payload ? job.payload.profileId : null,
    state: "waiting",
    userId: actor.kind === "user" ? actor.userId : null,
    runAt: job.runAt ?? createdAt,
    createdAt,
  } as const;
  return tx.insert(jobs).values(row).returning({ id: jobs.id }).get().id;
}
