import { isDeepStrictEqual } from "node:util";
import { and, desc, eq, inArray, max } from "drizzle-orm";
import { z } from "zod";
import { auditLog, houseSettings, users } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { HouseChangeView } from "../../../lib/house-settings";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { inOneTransaction, type RecordsContext } from "../context";
import { usableVersion } from "../personas/persona-rows";
import { type HouseKey, house } from "../settings/house";

const mostShown = 20;
const keysSchema = z.array(z.string()).min(1).max(50);

/** Who changed which of these settings, when, and what it was before; newest first, as many as one looks through. */
export async function listHouseChanges(ctx: RecordsContext, input: { keys: string[] }): Promise<HouseChangeView[]> {
  authorise(ctx.actor, "settings:manage_house");
  const keys = parseInput(keysSchema, input.keys);
  return ctx.db.read((tx) => {
    const rows = tx
      .select({ row: auditLog, by: users.username })
      .from(auditLog)
      .leftJoin(users, eq(users.id, auditLog.actorUserId))
      .where(and(eq(auditLog.entity, "house_setting"), inArray(auditLog.entityId, keys)))
      .orderBy(desc(auditLog.id))
      .limit(mostShown)
      .all();
    return rows.map(({ row, by }) => ({
      change_id: row.id,
      by,
      at: row.at,
      ...changeOf(tx, row),
    }));
  });
}

const undoSchema = z.object({ changeId: z.number().int().positive() });

/**
 * Takes a change back; that is a change of its own. Throws AppError `not_found`, and `conflict` where something else
 * holds now, or what was before can't be any more.
 */
export async function undoHouseChange(ctx: RecordsContext, input: z.input<typeof undoSchema>): Promise<void> {
  authorise(ctx.actor, "settings:manage_house");
  const { changeId } = parseInput(undoSchema, input);
  await inOneTransaction(ctx, async (joined) => {
    const change = await joined.db.read((tx) => {
      const isIt = and(eq(auditLog.id, changeId), eq(auditLog.entity, "house_setting"));
      const row = tx.select().from(auditLog).where(isIt).get();
      if (!row) throw new AppError("not_found");
      const found = changeOf(tx, row);
      if (!found.can_undo || !isPossible(tx, found)) throw new AppError("conflict");
      return found;
    });
    const key = change.key as HouseKey;
    if (change.before === null) await house.unset(joined, { key });
    else await house.save(joined, { key, value: change.before.value as never });
  });
}

type Change = Pick<HouseChangeView, "key" | "before" | "after" | "is_secret" | "can_undo">;

function changeOf(tx: Transaction, row: typeof auditLog.$inferSelect): Change {
  const { id, entityId: key, before, after } = row;
  const sides = { before: sideOf(before, key), after: sideOf(after, key) };
  // A secret's row names the setting without its value.
  const isSecret = (before !== null && sides.before === null) || (after !== null && sides.after === null);
  // An older change to the same value does not hold: taking it back would bring what was before that one.
  const isOfSetting = and(eq(auditLog.entity, "house_setting"), eq(auditLog.entityId, key));
  const newest = tx
    .select({ id: max(auditLog.id) })
    .from(auditLog)
    .where(isOfSetting)
    .get();
  const now = tx.select().from(houseSettings).where(eq(houseSettings.key, key)).get() ?? null;
  const holds = newest?.id === id && isDeepStrictEqual(now && { value: now.value }, sides.after);
  return {
    key,
    ...sides,
    is_secret: isSecret,
    can_undo: holds && !isSecret && !isDeepStrictEqual(sides.before, sides.after),
  };
}

function sideOf(values: Record<string, unknown> | null, key: string): { value: unknown } | null {
  return values && Object.hasOwn(values, key) ? { value: values[key] } : null;
}

/** A persona may have been retired since. */
function isPossible(tx: Transaction, { key, before }: Change): boolean {
  if (key !== "personaVersion" || typeof before?.value !== "number") return true;
  return usableVersion(tx, before.value) !== null;
}
