import { desc, eq } from "drizzle-orm";
import { checkedDevices, users } from "../../../drizzle/schema";
import type { CheckedDevice } from "../../../lib/connect/device-check";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";

/** An office has fewer devices; those that were checked last are shown. */
const maxShown = 500;

/** The devices that were checked, the newest check first. */
export async function listCheckedDevices(ctx: RecordsContext): Promise<CheckedDevice[]> {
  authorise(ctx.actor, "device:read_all");
  return ctx.db.read((tx) =>
    tx
      .select({
        id: checkedDevices.id,
        name: checkedDevices.name,
        username: users.username,
        browser: checkedDevices.browser,
        parts: checkedDevices.parts,
        passed: checkedDevices.passed,
        round_trip_ms: checkedDevices.roundTripMs,
        checked_at: checkedDevices.checkedAt,
      })
      .from(checkedDevices)
      .innerJoin(users, eq(users.id, checkedDevices.userId))
      .orderBy(desc(checkedDevices.checkedAt), desc(checkedDevices.id))
      .limit(maxShown)
      .all(),
  );
}
