import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { replayVerdicts } from "../../../drizzle/schema";
import { verdictSchema } from "../../../lib/replay/verdict";
import { textSchema } from "../../../lib/text";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { comparedCaseSchema, requireOneSet } from "./compared-case";
import { requireReadable } from "./readable-case";

const inputSchema = comparedCaseSchema.extend({
  /** Null takes the person's verdict back: the thresholds decide again. */
  verdict: verdictSchema.nullable(),
  note: textSchema.trim().max(2_000).default(""),
});

/**
 * What a person decides about a case over the thresholds; the last one counts. Throws AppError `not_found`, also where
 * the turn is deleted: a note may quote it.
 */
export async function setVerdict(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { userId } = requirePerson(ctx.actor);
  const { verdict, note, ...compared } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    requireOneSet(tx, compared);
    const { runId, caseId } = compared;
    const key = { runId, againstRunId: compared.againstRunId ?? 0, caseId };
    const ofCase = and(
      eq(replayVerdicts.runId, runId),
      eq(replayVerdicts.againstRunId, key.againstRunId),
      eq(replayVerdicts.caseId, caseId),
    );
    const before = tx.select().from(replayVerdicts).where(ofCase).get() ?? null;
    if (before === null && verdict === null) return;
    tx.delete(replayVerdicts).where(ofCase).run();
    if (verdict !== null) requireReadable(tx, caseId);
    const after = verdict && { ...key, verdict, note, userId, createdAt: ctx.nowS() };
    if (after) tx.insert(replayVerdicts).values(after).run();
    const act = { action: "replay_run.judge", entity: "replay_run", entityId: runId, subjectUserId: null } as const;
    appendAudit(tx, ctx, { ...act, before, after });
  });
}
