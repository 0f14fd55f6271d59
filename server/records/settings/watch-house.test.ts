import { expect, test, vi } from "vitest";
import { changeMarkOf } from "../../platform/db/change-mark";
import { silentLogger } from "../../platform/observability/logger";
import { openTestDb } from "../testing/test-db";
import { house } from "./house";
import { watchHouse } from "./watch-house";

test("what is decided is told at once and after each change of it, and storage trouble changes nothing", async () => {
  const { sqlite, system } = openTestDb();
  const told: number[] = [];
  let isBroken = false;
  const read = vi.fn(async () => {
    if (isBroken) throw new Error("disk");
    return house.read(system, "spokenReplyTokens");
  });
  const stop = watchHouse({
    changeMark: changeMarkOf(sqlite),
    read,
    onValue: (value) => told.push(value),
    logger: silentLogger,
  });
  await expect.poll(() => told).toEqual([240]);
  // Another decision is none of its own.
  await house.save(system, { key: "typedReplyTokens", value: 50 });
  await expect.poll(() => read.mock.calls.length).toBe(2);
  isBroken = true;
  await house.save(system, { key: "spokenReplyTokens", value: 50 });
  await expect.poll(() => read.mock.calls.length).toBeGreaterThan(3);
  expect(told).toEqual([240]);
  isBroken = false;
  await expect.poll(() => told).toEqual([240, 50]);
  stop();
});
