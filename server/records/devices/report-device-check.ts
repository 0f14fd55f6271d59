import { and, desc, eq, notInArray } from "drizzle-orm";
import { z } from "zod";
import { checkedDevices } from "../../../drizzle/schema";
import { checkReportSchema, hasPassed } from "../../../lib/connect/device-check";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";

/** A browser that forgets its id with each visit must not fill the table. */
const maxDevicesOfPerson = 50;

const reportSchema = checkReportSchema.extend({ browser: z.string().max(80).nullable() });

/** Keeps how the check of a device ended, in place of an earlier one of the same person. */
export async function reportDeviceCheck(
  ctx: RecordsContext,
  input: z.input<typeof reportSchema>,
): Promise<{ passed: boolean }> {
  authorise(ctx.actor, "device:report_own");
  const { userId } = requirePerson(ctx.actor);
  const report = parseInput(reportSchema, input);
  const row = { ...report, userId, passed: hasPassed(report), checkedAt: ctx.nowS() };
  return ctx.db.write((tx) => {
    const { deviceId: _, userId: __, ...changed } = row;
    const target = [checkedDevices.userId, checkedDevices.deviceId];
    tx.insert(checkedDevices).values(row).onConflictDoUpdate({ target, set: changed }).run();
    const newest = tx
      .select({ id: checkedDevices.id })
      .from(checkedDevices)
      .where(eq(checkedDevices.userId, userId))
      .orderBy(desc(checkedDevices.checkedAt), desc(checkedDevices.id))
      .limit(maxDevicesOfPerson);
    tx.delete(checkedDevices)
      .where(and(eq(checkedDevices.userId, userId), notInArray(checkedDevices.id, newest)))
      .run();
    return { passed: row.passed };
  });
}
