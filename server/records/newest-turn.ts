import { max } from "drizzle-orm";
import { conversations } from "../../drizzle/schema";
import type { Transaction } from "../platform/db/database";

/** The id in `conversations` of the turn that was stored last; 0 without any. */
export function newestTurn(tx: Transaction): number {
  return (
    tx
      .select({ id: max(conversations.id) })
      .from(conversations)
      .get()?.id ?? 0
  );
}
