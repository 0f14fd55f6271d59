import { eq } from "drizzle-orm";
import { z } from "zod";
import { replayRuns, replaySets } from "../../../drizzle/schema";
import type { AuditAction } from "../../../lib/audit/actions";
import { AppError } from "../../../lib/errors";
import { thresholdsSchema } from "../../../lib/replay/verdict";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { assertNameIsFree, setNameSchema } from "./create-set";
import { setRow } from "./set-rows";

const setId = z.number().int().positive();
const renameSchema = z.object({ setId, name: setNameSchema });
const thresholdsInputSchema = z.object({ setId, thresholds: thresholdsSchema });
const baselineSchema = z.object({ setId, runId: z.number().int().positive().nullable() });

/** Throws AppError `not_found`, and `conflict` when another set has the name. */
export async function renameSet(ctx: RecordsContext, input: z.input<typeof renameSchema>): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { setId, name } = parseInput(renameSchema, input);
  await ctx.db.write((tx) => {
    assertNameIsFree(tx, name, setId);
    changeIn(tx, ctx, { setId, action: "replay_set.rename", change: { name } });
  });
}

/** What counts as worse. Verdicts are made when somebody looks, so earlier runs are judged by it too. */
export async function changeThresholds(
  ctx: RecordsContext,
  input: z.input<typeof thresholdsInputSchema>,
): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { setId, thresholds } = parseInput(thresholdsInputSchema, input);
  await ctx.db.write((tx) => {
    changeIn(tx, ctx, { setId, action: "replay_set.change_thresholds", change: { thresholds } });
  });
}

/** The run that others are compared with from now on; null: the turns as recorded. It must be done. */
export async function pinBaseline(ctx: RecordsContext, input: z.input<typeof baselineSchema>): Promise<void> {
  authorise(ctx.actor, "replay:use");
  const { setId, runId } = parseInput(baselineSchema, input);
  await ctx.db.write((tx) => {
    if (runId !== null) {
      const run = tx.select().from(replayRuns).where(eq(replayRuns.id, runId)).get();
      if (run?.setId !== setId) throw new AppError("not_found");
      if (run.state !== "done") throw new AppError("invalid_input");
    }
    changeIn(tx, ctx, { setId, action: "replay_set.pin_baseline", change: { baselineRunId: runId } });
  });
}

interface Change {
  setId: number;
  action: Extract<AuditAction, `replay_set.${string}`>;
  change: Partial<Pick<typeof replaySets.$inferSelect, "name" | "thresholds" | "baselineRunId">>;
}

/** Throws AppError `not_found`. */
function changeIn(tx: Transaction, ctx: RecordsContext, { setId, action, change }: Change): void {
  const before = setRow(tx, setId);
  tx.update(replaySets).set(change).where(eq(replaySets.id, setId)).run();
  appendAudit(tx, ctx, { action, entity: "replay_set", entityId: setId, before, after: { ...before, ...change } });
}
