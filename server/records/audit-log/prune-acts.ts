import { setImmediate as nextTick } from "node:timers/promises";
import { and, asc, inArray, lt, notInArray } from "drizzle-orm";
import { auditLog } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { house } from "../settings/house";

/** A few ms of the event loop each time, then other work runs. */
const rowsAtOnce = 100;

/** They say that the files of a voice are to go: what is found of it later is removed by them. */
const keptForGood = ["voice.withdraw", "voice.delete"];

/** Removes the rows that are older than the house keeps them; resolves to how many. */
export async function pruneActs(ctx: RecordsContext): Promise<number> {
  authorise(ctx.actor, "job:run");
  let pruned = 0;
  for (;;) {
    const removed = await ctx.db.write((tx) => {
      const before = ctx.nowS() - house.valueIn(tx, "auditKeepDays") * 86_400;
      const old = tx
        .select({ id: auditLog.id })
        .from(auditLog)
        .where(and(lt(auditLog.at, before), notInArray(auditLog.action, keptForGood)))
        .orderBy(asc(auditLog.at))
        .limit(rowsAtOnce)
        .all();
      const ids = old.map(({ id }) => id);
      return tx.delete(auditLog).where(inArray(auditLog.id, ids)).run().changes;
    });
    pruned += removed;
    if (removed < rowsAtOnce) return pruned;
    await nextTick();
  }
}
