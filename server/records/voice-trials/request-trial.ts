import { and, count, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { jobs } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { trialRequestSchema } from "../../../lib/voice-profiles/trials";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { enqueue } from "../jobs/enqueue";
import { usableVoiceFor } from "../voice-profiles/resolve";

const inputSchema = trialRequestSchema.extend({ profileId: z.number().int().positive() });

/** Trials that wait or run: the models are there for conversations. */
const maxPerPerson = 2;
const maxInAll = 12;
/** A trial takes some seconds. */
const retryAfterS = 5;

/**
 * Has a sentence spoken in a voice, once nobody who talks needs the model; returns the job's id. Throws AppError
 * `profile_not_ready` for a voice that the person may not speak with, and `rate_limited`.
 */
export async function requestTrial(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<number> {
  authorise(ctx.actor, "voice:use");
  const person = requirePerson(ctx.actor);
  const { profileId, text, mode } = parseInput(inputSchema, input);
  return ctx.db.write((tx) => {
    usableVoiceFor(tx, person.userId, profileId);
    if (unfinished(tx) >= maxInAll || unfinished(tx, person.userId) >= maxPerPerson) {
      const message = "Too many sentences are waiting to be spoken. Hear the ones before first.";
      throw new AppError("rate_limited", message, { retryAfterS });
    }
    return enqueue(tx, ctx, { kind: "voice_trial", payload: { profileId, text, mode } });
  });
}

function unfinished(tx: Transaction, userId?: number): number {
  const isUnfinished = and(eq(jobs.kind, "voice_trial"), inArray(jobs.state, ["waiting", "active"]));
  const which = userId === undefined ? isUnfinished : and(isUnfinished, eq(jobs.userId, userId));
  return tx.select({ jobs: count() }).from(jobs).where(which).get()?.jobs ?? 0;
}
