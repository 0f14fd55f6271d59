import { expect, test } from "vitest";
import { type ConfiguredLimits, limitsNow } from "./limits";

test("the environment comes first, then the house, then the default", () => {
  const limit = (value: number, isSet: boolean) => ({ value, variable: "AVATAR_X", isSet });
  const configured: ConfiguredLimits = {
    maxSessions: limit(5, true),
    idleMinutes: limit(5, false),
    turnsPerMinute: limit(60, false),
    socketsPerPerson: limit(20, true),
  };
  const decided = { maxSessions: 9, idleMinutes: 2, turnsPerMinute: null, socketsPerPerson: null };
  expect(limitsNow(configured, decided)).toEqual({
    maxSessions: 5,
    idleMinutes: 2,
    turnsPerMinute: 60,
    socketsPerPerson: 20,
  });
});
