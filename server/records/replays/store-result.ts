import { eq } from "drizzle-orm";
import { jobs, replayCases, replayResults, replayRuns } from "../../../drizzle/schema";
import type { ResultFacts } from "../../../lib/replay/run";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { keepPrompt } from "../turns/keep-prompt";
import { isReadable } from "./readable-case";
import { type ResultKey, removeResultSounds, writeResultSound } from "./result-files";

export interface CaseResult {
  userText: string | null;
  aiText: string | null;
  /** int16 mono 24 kHz; null: nothing was spoken. */
  pcm: Int16Array | null;
  facts: ResultFacts;
  /** The system message that was used. */
  systemPrompt: string | null;
}

/**
 * Keeps one result: its sound first, then its row, once. Of a turn that was deleted meanwhile nothing that people said is
 * kept. False: the run is gone or was cancelled.
 */
export async function storeResult(ctx: RecordsContext, key: ResultKey, result: CaseResult): Promise<boolean> {
  authorise(ctx.actor, "job:run");
  const sound = result.pcm?.length ? await writeResultSound(ctx, key, result.pcm) : null;
  const isKept = await ctx.db.write((tx) => {
    const run = tx.select().from(replayRuns).where(eq(replayRuns.id, key.runId)).get();
    const itsCase = tx.select({ isThere: isReadable() }).from(replayCases).where(eq(replayCases.id, key.caseId)).get();
    if (run?.state !== "running" || !itsCase) return { row: false, sound: false };
    const isDeleted = !itsCase.isThere;
    const facts: ResultFacts = isDeleted ? withoutWords(result.facts) : result.facts;
    const kept = isDeleted || !sound ? null : sound;
    const row = {
      ...key,
      userText: isDeleted ? null : result.userText,
      aiText: isDeleted ? null : result.aiText,
      aiAudioPath: kept?.path ?? null,
      audioBytes: kept?.bytes ?? 0,
      facts,
      createdAt: ctx.nowS(),
    };
    tx.insert(replayResults).values(row).onConflictDoNothing().run();
    if (result.systemPrompt !== null) keepPrompt(tx, result.systemPrompt);
    // A run that comes forward is never given up, however often its server ends.
    if (run.jobId !== null) tx.update(jobs).set({ attemptsMade: 1 }).where(eq(jobs.id, run.jobId)).run();
    return { row: true, sound: kept !== null };
  });
  if (sound && !isKept.sound) await removeResultSounds(ctx, [sound.path]);
  return isKept.row;
}

function withoutWords(facts: ResultFacts): ResultFacts {
  return {
    ...facts,
    outcome: "unavailable",
    missing: "turn_deleted",
    recognisedText: null,
    heardReplacements: [],
    saidReplacements: [],
  };
}
