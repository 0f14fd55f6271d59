import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { replayVerdicts } from "../../../drizzle/schema";
import { verdictSchema } from "../../../lib/replay/verdict";
import { textSchema } from "../../../lib/text";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
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
    tx.delete(replayVerdicts)
      .where(
        and(
          eq(replayVerdicts.runId, runId),
          eq(replayVerdicts.againstRunId, key.againstRunId),
          eq(replayVerdicts.caseId, caseId),
        ),
      )
      .run();
    if (verdict !== null) {
      requireReadable(tx, caseId);
      tx.insert(replayVerdicts)
        .values({ ...key, verdict, note, userId, createdAt: ctx.nowS() })
        .run();
    }
  });
}
