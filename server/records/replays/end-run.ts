import { and, eq, inArray, isNull, or } from "drizzle-orm";
import { jobs, replayResults, replayRuns } from "../../../drizzle/schema";
import type { ErrorCode } from "../../../lib/errors";
import type { FrozenRun, ResultFacts, RunChanges } from "../../../lib/replay/run";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";

/** What a run was made with that its results do not say. */
export interface RunMakers {
  appVersion: string;
  /** SHA-256 of a model's files, where they are here. */
  modelSha256: (model: string) => string | null;
  /** The name of the listed server that was asked instead of the house's own. */
  servers: Partial<Record<"stt" | "llm", string>>;
}

/** A run whose cases all have their results is done, and never changes again. */
export async function finishRun(ctx: RecordsContext, runId: number, makers: RunMakers): Promise<void> {
  authorise(ctx.actor, "job:run");
  await ctx.db.write((tx) => {
    const run = tx.select().from(replayRuns).where(eq(replayRuns.id, runId)).get();
    if (run?.state !== "running") return;
    const results = tx
      .select({ facts: replayResults.facts })
      .from(replayResults)
      .where(eq(replayResults.runId, runId))
      .all();
    const frozen = frozenOf(
      results.map(({ facts }) => facts),
      run.changes,
      makers,
    );
    const done = { state: "done", frozen, finishedAt: ctx.nowS() } as const;
    tx.update(replayRuns).set(done).where(eq(replayRuns.id, runId)).run();
  });
}

function frozenOf(
  facts: ResultFacts[],
  changes: RunChanges,
  { appVersion, modelSha256, servers }: RunMakers,
): FrozenRun {
  const each = <T>(values: (T | null)[]) => [...new Set(values)].filter((value): value is T & {} => value !== null);
  const models = (["stt", "llm", "tts"] as const).flatMap((role) =>
    each(facts.map((fact) => fact.models[role])).map((model) => ({
      role,
      model,
      sha256: modelSha256(model),
      server: (role !== "tts" && servers[role]) || null,
    })),
  );
  const voices = new Map(facts.map((fact) => [fact.voice, fact.voiceReferenceSha256]));
  return {
    appVersion,
    models,
    promptSha256: each(facts.map((fact) => fact.promptSha256)),
    voices: [...voices].flatMap(([voice, referenceSha256]) => (voice === null ? [] : [{ voice, referenceSha256 }])),
    lexiconVersions: each(facts.map((fact) => fact.lexiconVersion)),
    temperature: changes.temperature ?? null,
    seed: changes.seed ?? null,
  };
}

/** The run can't go on at all. */
export async function failRun(ctx: RecordsContext, runId: number, failedCode: ErrorCode): Promise<void> {
  authorise(ctx.actor, "job:run");
  const goesOn = and(eq(replayRuns.id, runId), inArray(replayRuns.state, ["waiting", "running"]));
  const failed = { state: "failed", failedCode, finishedAt: ctx.nowS() } as const;
  await ctx.db.write((tx) => tx.update(replayRuns).set(failed).where(goesOn).run());
}

/** Ends runs whose job was given up, because it took the server down too often. Called at the start and now and then. */
export async function failLostRuns(ctx: RecordsContext): Promise<void> {
  authorise(ctx.actor, "job:run");
  const lost = await ctx.db.read((tx) =>
    tx
      .select({ runId: replayRuns.id })
      .from(replayRuns)
      .leftJoin(jobs, eq(jobs.id, replayRuns.jobId))
      .where(
        and(
          inArray(replayRuns.state, ["waiting", "running"]),
          or(isNull(jobs.id), inArray(jobs.state, ["failed", "completed"])),
        ),
      )
      .all(),
  );
  for (const { runId } of lost) await failRun(ctx, runId, "internal");
}
