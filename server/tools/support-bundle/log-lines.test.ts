import { expect, it } from "vitest";
import { keepableLine } from "./log-lines";

const line = (fields: object) => JSON.parse(keepableLine(JSON.stringify(fields)) ?? "null");

it("keeps numbers, ids and its own words", () => {
  const own = { timestamp: "2026-11-29T12:00:00.000Z", level: "INFO", event: "turn_completed", trace_id: "t-1" };
  const all = { ...own, mode: "fast", duration_ms: 12, stored: true };
  expect(line(all)).toEqual(all);
});

it("leaves out whatever else is said, whatever it is", () => {
  const said = "my card number is 4111";
  const kept = line({
    ...{ level: "ERROR", event: "turn_failed", error: said, cause: said, line: said, reason: said },
    ...{ trace_id: said, username: "ann", texts: [said], nested: { said }, address: "10.0.0.7" },
    stack: `Error: ${said}\n    at ${said}\n    at run (/home/ann/avatar/dist/main.js:12:7)\n    at file:///x/y.js:1:2`,
  });
  expect(JSON.stringify(kept)).not.toMatch(/4111|ann|10\.0/);
  expect(kept).toMatchObject({ level: "ERROR", event: "turn_failed", stack: ["main.js:12:7", "y.js:1:2"] });
});

it("takes no line that is not its own", () => {
  expect(keepableLine("my card number is 4111")).toBeNull();
  expect(keepableLine('{"text":"my card number"}')).toBeNull();
  expect(keepableLine('"event"')).toBeNull();
});
