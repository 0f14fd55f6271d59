import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { checkParts, type PartStates } from "../../../lib/connect/device-check";
import { openTestDb } from "../testing/test-db";
import { listCheckedDevices } from "./list-checked-devices";
import { reportDeviceCheck } from "./report-device-check";

const green = Object.fromEntries(checkParts.map((part) => [part, "passed"])) as PartStates;
const report = (changed = {}) => ({
  ...{ deviceId: randomUUID(), name: "Front desk", browser: "Chrome, Windows", parts: green, roundTripMs: 12.5 },
  ...changed,
});

test("the newest check of a device takes the place of the earlier one, for each person", async () => {
  const { as, person, clock } = openTestDb();
  const [ann, bob] = [as(await person("ann")), as(await person("bob"))];
  const boss = as(await person("boss", "admin"));
  const first = report({ parts: { ...green, level: "failed" } });
  expect(await reportDeviceCheck(ann, first)).toEqual({ passed: false });
  clock.nowS += 60;
  expect(await reportDeviceCheck(ann, { ...first, parts: green, name: "Desk 1" })).toEqual({ passed: true });
  await reportDeviceCheck(bob, { ...first, name: "Same browser" });
  const devices = await listCheckedDevices(boss);
  expect(devices.map(({ name, username, passed }) => [name, username, passed])).toEqual([
    ["Same browser", "bob", false],
    ["Desk 1", "ann", true],
  ]);
  expect(devices[1]).toMatchObject({ browser: "Chrome, Windows", round_trip_ms: 12.5, checked_at: clock.nowS });
});

test("a check that is not complete has not passed, and nonsense is refused", async () => {
  const { as, person } = openTestDb();
  const ann = as(await person("ann"));
  expect(await reportDeviceCheck(ann, report({ parts: {} }))).toEqual({ passed: false });
  for (const wrong of [{ deviceId: "1" }, { name: " " }, { parts: { heart: "passed" } }, { roundTripMs: -1 }]) {
    await expect(reportDeviceCheck(ann, report(wrong))).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("a browser that forgets its id does not fill the table", async () => {
  const { as, person } = openTestDb();
  const ann = as(await person("ann"));
  for (let at = 0; at < 55; at += 1) await reportDeviceCheck(ann, report({ name: `Visit ${at}` }));
  const names = (await listCheckedDevices(as(await person("boss", "admin")))).map(({ name }) => name);
  expect(names).toHaveLength(50);
  expect(names[0]).toBe("Visit 54");
});
