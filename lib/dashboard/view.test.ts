import { expect, test } from "vitest";
import { dashboardViewSchema, unreadableParts } from "./view";

test.each([
  [{}, []],
  [{ range: "7d", split: "mode" }, []],
  [{ month: "2026-11" }, []],
  [{ month: "" }, []],
  [{ month: "abc" }, ["month"]],
  [{ month: "2026-13", range: "1y", split: "lunch" }, ["range", "split", "month"]],
  [{ range: ["7d", "24h"] }, ["range"]],
  [{ other: "x" }, []],
])("of %j can't be read: %j", (query, names) => expect(unreadableParts(query)).toEqual(names));

test("what can't be read is as if it were not there", () => {
  expect(dashboardViewSchema.parse({ range: "1y", split: "lunch" })).toEqual({ range: "24h", split: null });
});
