import { index, integer, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { PartStates } from "../lib/connect/device-check";

/** The newest check of each device on /connect, for each person who checked it. */
export const checkedDevices = sqliteTable(
  "checked_devices",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    /** Made up by the browser; it says nothing about the device. */
    deviceId: text("device_id").notNull(),
    userId: integer("user_id").notNull(),
    /** As the person calls it. */
    name: text("name").notNull(),
    /** The program and the system; null where they are not known. */
    browser: text("browser"),
    parts: text("parts", { mode: "json" }).$type<PartStates>().notNull(),
    passed: integer("passed", { mode: "boolean" }).notNull(),
    roundTripMs: real("round_trip_ms"),
    /** Unix seconds. */
    checkedAt: integer("checked_at").notNull(),
  },
  (t) => [
    uniqueIndex("checked_devices_user_device_unique").on(t.userId, t.deviceId),
    index("checked_devices_checked_idx").on(t.checkedAt),
  ],
);
