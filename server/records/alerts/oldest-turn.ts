import { sql } from "drizzle-orm";
import { conversations } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";

/** When the oldest turn was stored, Unix seconds; null without any. */
export async function oldestTurnS(ctx: RecordsContext): Promise<number | null> {
  authorise(ctx.actor, "alert:watch");
  const oldest = sql<number | null>`min(${conversations.createdAt})`;
  return ctx.db.read((tx) => tx.select({ oldest }).from(conversations).get()?.oldest ?? null);
}
