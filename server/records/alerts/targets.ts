import type { AlertTargets } from "../../../lib/alerts/targets";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { house } from "../settings/house";

/** From where on alerts open now. */
export async function readAlertTargets(ctx: RecordsContext): Promise<AlertTargets> {
  authorise(ctx.actor, "metrics:read");
  return ctx.db.read((tx) => house.valueIn(tx, "alertTargets"));
}
