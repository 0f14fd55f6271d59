import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { replayBlindChoices, replayResults, replayRuns, replaySets, replayVerdicts } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { type ModelChoice, mostRepeats, type RunChanges, runChangesSchema } from "../../../lib/replay/run";
import { textSchema } from "../../../lib/text";
import { parseVoiceId } from "../../../lib/voices";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { cancelIn } from "../jobs/cancel-job";
import { enqueue } from "../jobs/enqueue";
import { newestVersionIn } from "../lexicon/read-lexicon";
import { usableVoiceFor } from "../voice-profiles/resolve";
import { candidateServerIn } from "./candidate-servers";
import { removeResultSounds } from "./result-files";
import { countCases } from "./run-views";
import { setRow } from "./set-rows";

const requestSchema = z.object({
  setId: z.number().int().positive(),
  name: textSchema.trim().min(1).max(100),
  changes: runChangesSchema,
  repeats: z.number().int().min(1).max(mostRepeats).default(1),
  /** Made for each press of the button: the second press finds the run of the first. */
  requestKey: z.string().min(8).max(100),
});

/**
 * Asks for a run of a set as it is now; the queue begins it while nobody talks. Throws AppError `not_found`,
 * `invalid_input` for an empty set and for what can't be chosen, `profile_not_ready` for a voice that the person may not
 * use.
 */
export async function requestRun(
  ctx: RecordsContext,
  input: z.input<typeof requestSchema>,
): Promise<{ runId: number }> {
  authorise(ctx.actor, "replay:use");
  const { setId, name, changes, repeats, requestKey } = parseInput(requestSchema, input);
  return ctx.db.write((tx) => {
    const set = setRow(tx, setId);
    const same = tx.select().from(replayRuns).where(eq(replayRuns.requestKey, requestKey)).get();
    if (same) {
      if (same.setId !== setId) throw new AppError("invalid_input");
      return { runId: same.id };
    }
    if (countCases(tx, setId, set.version) === 0) throw new AppError("invalid_input", "The set has no cases.");
    // From the command line, a run belongs to whoever keeps the set.
    const userId = ctx.actor.kind === "user" ? ctx.actor.userId : set.userId;
    assertCanBeChosen(tx, changes, userId);
    const row = {
      setId,
      setVersion: set.version,
      name,
      changes,
      repeats,
      state: "waiting",
      requestKey,
      userId,
      byProgram: ctx.actor.kind !== "user",
    } as const;
    const { runId } = tx
      .insert(replayRuns)
      .values({ ...row, createdAt: ctx.nowS() })
      .returning({ runId: replayRuns.id })
      .get();
    const jobId = enqueue(tx, ctx, { kind: "replay_run", payload: { runId } });
    tx.update(replayRuns).set({ jobId }).where(eq(replayRuns.id, runId)).run();
    const after = { setId, setVersion: set.version, repeats };
    appendAudit(tx, ctx, { action: "replay_run.start", entity: "replay_run", entityId: runId, before: null, after });
    return { runId };
  });
}

function assertCanBeChosen(tx: Transaction, changes: RunChanges, userId: number): void {
  const isListed = (role: "stt" | "llm", choice: ModelChoice | undefined) =>
    choice?.kind !== "candidate" || candidateServerIn(tx, choice.candidateId)?.role === role;
  if (!isListed("stt", changes.stt) || !isListed("llm", changes.llm))
    throw new AppError("invalid_input", "The server is not on the list of candidates.");
  const newest = newestVersionIn(tx);
  if (changes.lexiconVersion !== undefined && changes.lexiconVersion > newest)
    throw new AppError("invalid_input", `The newest version of the lexicon is ${newest}.`);
  if (changes.voice === undefined) return;
  const voice = parseVoiceId(changes.voice);
  if (!voice) throw new AppError("invalid_input", "A voice is builtin:NAME or a number.");
  if (voice.kind === "profile") usableVoiceFor(tx, userId, voice.profileId);
}

const runSchema = z.object({ runId: z.number().int().positive() });

/** Ends a run that waits or goes on; what it has made stays. One that is over stays as it is. Throws AppError `not_found`. */
export async function cancelRun(ctx: RecordsContext, input: z.input<typeof runSchema>): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { runId } = parseInput(runSchema, input);
  await ctx.db.write((tx) => {
    const run = runRow(tx, runId);
    if (run.jobId !== null) cancelIn(tx, ctx, run.jobId);
    tx.update(replayRuns)
      .set({ state: "cancelled", finishedAt: ctx.nowS() })
      .where(and(eq(replayRuns.id, runId), inArray(replayRuns.state, ["waiting", "running"])))
      .run();
    const before = { setId: run.setId, state: run.state };
    const after = { setId: run.setId, state: "cancelled" };
    if (before.state !== "waiting" && before.state !== "running") return;
    appendAudit(tx, ctx, { action: "replay_run.cancel", entity: "replay_run", entityId: runId, before, after });
  });
}

/** Deletes a run with its results and their sound; a set whose baseline it was has none. Throws AppError `not_found`. */
export async function deleteRun(ctx: RecordsContext, input: z.input<typeof runSchema>): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { runId } = parseInput(runSchema, input);
  const paths = await ctx.db.write((tx) => {
    const run = runRow(tx, runId);
    if (run.jobId !== null) cancelIn(tx, ctx, run.jobId);
    const sounds = tx
      .select({ path: replayResults.aiAudioPath })
      .from(replayResults)
      .where(and(eq(replayResults.runId, runId), isNotNull(replayResults.aiAudioPath)))
      .all();
    tx.update(replaySets).set({ baselineRunId: null }).where(eq(replaySets.baselineRunId, runId)).run();
    tx.delete(replayRuns).where(eq(replayRuns.id, runId)).run();
    const before = { setId: run.setId, setVersion: run.setVersion, state: run.state };
    appendAudit(tx, ctx, { action: "replay_run.delete", entity: "replay_run", entityId: runId, before, after: null });
    // What people said about other runs beside it: that no key names the run.
    tx.delete(replayVerdicts).where(eq(replayVerdicts.againstRunId, runId)).run();
    tx.delete(replayBlindChoices).where(eq(replayBlindChoices.againstRunId, runId)).run();
    return sounds.flatMap(({ path }) => path ?? []);
  });
  await removeResultSounds(ctx, paths);
}

/** Throws AppError `not_found`. */
export function runRow(tx: Transaction, runId: number): typeof replayRuns.$inferSelect {
  const run = tx.select().from(replayRuns).where(eq(replayRuns.id, runId)).get();
  if (!run) throw new AppError("not_found");
  return run;
}
