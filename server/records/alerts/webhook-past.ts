import { type alertWebhook, alertWebhookPast } from "../../../drizzle/schema";
import type { Transaction } from "../../platform/db/database";

/** What the newest change of the address can be taken back to. Only that one can, so what was before it goes. */
export function keepPast(tx: Transaction, changeId: number, past: typeof alertWebhook.$inferSelect | undefined): void {
  tx.delete(alertWebhookPast).run();
  if (!past) return;
  const { url, secret, secretChangedAt } = past;
  tx.insert(alertWebhookPast).values({ changeId, url, secret, secretChangedAt }).run();
}
