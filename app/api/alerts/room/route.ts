import type { AlertRoom } from "@/lib/alerts/alert-room";
import type { AlertName } from "@/lib/alerts/alerts";
import { silenceOf } from "@/server/records/alerts/incidents";
import { listSilences } from "@/server/records/alerts/silences";
import { readAlertTargets } from "@/server/records/alerts/targets";
import { readWebhook } from "@/server/records/alerts/webhook";
import { getRuntime } from "@/server/web/runtime";
import { authenticatedRoute } from "../../authenticated-route";
import { privateJson } from "../../private-json";

/** What the room of the settings shows: `AlertRoom`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  async GET(_, ctx) {
    const runtime = getRuntime();
    const now = await runtime.alertsNow(ctx);
    const [webhook, silences, targets] = [await readWebhook(ctx), await listSilences(ctx), await readAlertTargets(ctx)];
    // What watches reads silences again after some seconds; here one shows as soon as somebody has made it.
    const silenced = <Alert extends AlertName>(alert: Alert) => ({ ...alert, silence: silenceOf(alert, silences) });
    const [open, pending] = [now.open.map(silenced), now.pending.map(silenced)];
    return privateJson({ open, pending, silences, targets, lines: runtime.alertLines, webhook } satisfies AlertRoom);
  },
});
