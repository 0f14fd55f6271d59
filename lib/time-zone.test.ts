import { expect, test } from "vitest";
import { timeZoneSchema } from "./time-zone";

test.each(["Asia/Taipei", "UTC", "America/Argentina/Buenos_Aires"])("%s is a time zone", (name) => {
  expect(timeZoneSchema.safeParse(name).success).toBe(true);
});

test.each(["", "Asia/Nowhere", "../../etc", "8", "+08:00", "x".repeat(65), "UTC\0"])("%j is none", (name) => {
  expect(timeZoneSchema.safeParse(name).success).toBe(false);
});
