import { readWebhook } from "../alerts/webhook";
import type { RecordsContext } from "../context";

/** The webhook as somebody sees it who looks now. */
export async function seenWebhook(ctx: RecordsContext) {
  const webhook = await readWebhook(ctx);
  if (!webhook) throw new Error("there is no webhook");
  return webhook;
}
