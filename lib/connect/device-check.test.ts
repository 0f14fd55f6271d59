import { expect, test } from "vitest";
import { type CheckEvent, hasPassed, nextCheck, noCheck } from "./device-check";

const after = (...events: CheckEvent[]) => events.reduce(nextCheck, noCheck);
const began = { type: "began", isSecure: true, cancelsEcho: true } as const;
const good: CheckEvent[] = [
  began,
  { type: "round_trip", ms: 12 },
  { type: "heard", verdict: "good" },
  { type: "speaker", isHeard: true },
];

test("ends green when every part passed", () => {
  expect(hasPassed(after(...good))).toBe(true);
  expect(after(...good)).toMatchObject({ roundTripMs: 12, verdict: "good", blocked: null });
});

test("is not passed before the last part", () => {
  for (const count of [0, 1, 2, 3]) expect(hasPassed(after(...good.slice(0, count)))).toBe(false);
});

test.each<[string, CheckEvent]>([
  ["insecure", { ...began, isSecure: false }],
  ["no socket", { type: "round_trip", ms: null }],
  ["blocked", { type: "blocked", reason: "denied" }],
  ["too low", { type: "heard", verdict: "too_low" }],
  ["not heard", { type: "speaker", isHeard: false }],
])("%s is not passed", (_, event) => {
  const events = good.map((each) => (each.type === event.type ? event : each));
  if (event.type === "blocked") events[2] = event;
  expect(hasPassed(after(...events))).toBe(false);
});

test("a browser that can't say whether it removes echo fails nothing", () => {
  expect(hasPassed(after({ ...began, cancelsEcho: false }, ...good.slice(1)))).toBe(true);
});

test("a new beginning forgets what was found before", () => {
  expect(after(...good, began)).toEqual({ ...noCheck, parts: { secure: "passed", echo: "passed" } });
});
