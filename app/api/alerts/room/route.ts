import type { AlertRoom } from "@/lib/alerts/alert-room";
import { listOpenAlerts } from "@/server/records/alerts/incidents";
import { listSilences } from "@/server/records/alerts/silences";
import { readAlertTargets } from "@/server/records/alerts/targets";
import { readWebhook } from "@/server/records/alerts/webhook";
import { getRuntime } from "@/server/web/runtime";
import { authenticatedRoute } from "../../authenticated-route";
import { privateJson } from "../../private-json";

/** What the room of the settings shows: `AlertRoom`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  async GET(_, ctx) {
    const webhook = await readWebhook(ctx);
    const [open, silences, targets] = [await listOpenAlerts(ctx), await listSilences(ctx), await readAlertTargets(ctx)];
    return privateJson({ open, silences, targets, lines: getRuntime().alertLines, webhook } satisfies AlertRoom);
  },
});
