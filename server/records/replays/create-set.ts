import { sql } from "drizzle-orm";
import { z } from "zod";
import { replaySets } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { defaultThresholds } from "../../../lib/replay/verdict";
import { textSchema } from "../../../lib/text";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";

export const setNameSchema = textSchema.trim().min(1).max(100);
const inputSchema = z.object({ name: setNameSchema });

/** Makes an empty set. Throws AppError `conflict` when another one has the name. */
export async function createSet(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<{ setId: number }> {
  authorise(ctx.actor, "replay:use");
  const { name } = parseInput(inputSchema, input);
  return ctx.db.write((tx) => ({ setId: createSetIn(tx, ctx, name).id }));
}

/** For verbs with an open transaction. Throws AppError `conflict` when another set has the name. */
export function createSetIn(tx: Transaction, ctx: RecordsContext, name: string): typeof replaySets.$inferSelect {
  const { userId } = requirePerson(ctx.actor);
  assertNameIsFree(tx, name, null);
  const row = { name, thresholds: defaultThresholds, userId, createdAt: ctx.nowS() };
  const set = tx.insert(replaySets).values(row).returning().get();
  appendAudit(tx, ctx, {
    action: "replay_set.create",
    entity: "replay_set",
    entityId: set.id,
    before: null,
    after: set,
  });
  return set;
}

/** Case is no difference. `ownId`: the set that may have it. */
export function assertNameIsFree(tx: Transaction, name: string, ownId: number | null): void {
  const same = sql`lower(${replaySets.name}) = lower(${name})`;
  const taken = tx.select({ id: replaySets.id }).from(replaySets).where(same).get();
  if (taken && taken.id !== ownId) throw new AppError("conflict");
}
