import { expect, test } from "vitest";
import type { LevelTile } from "../metrics/kept-numbers";
import type { LiveCard, LiveSession, LiveSnapshot } from "./live-snapshot";
import { liveTile, targetBy, tileState } from "./tile-state";

test.each([
  ["first_audio", 1_500, 20, 1_500, "met"],
  ["first_audio", 1_501, 20, 1_500, "missed"],
  ["first_audio", 14_330, 1, 1_500, "few"],
  ["first_audio", 900, 19, 1_500, "few"],
  ["first_audio", null, 0, 1_500, "none"],
  ["error_rate", 0.01, 100, 0.01, "missed"],
  ["error_rate", 1, 2, 0.01, "few"],
  // As many as open an alert.
  ["error_rate", 0.6, 5, 0.01, "missed"],
  ["vram", 0.89, 1, 0.9, "met"],
  ["similarity", 6.9, 1, 7, "missed"],
  ["similarity", 7, 1, 7, "met"],
  ["sessions", 5, 1, 5, "none"],
] as const)("%s of %j, of %d, with the target %d is %s", (level, now, count, target, state) => {
  expect(tileState({ level, now, count, target })).toBe(state);
});

const tile = (level: LevelTile["level"]): LevelTile => ({
  ...{ level, target: 5, now: 0.1, count: 1, trend: [], budget: null },
});
const session = (state: LiveSession["state"]) => ({ state }) as LiveSession;
const card = (used_mib: number | null, total_mib: number | null) =>
  ({ used_mib, total_mib, alert_fraction: 0.95 }) as LiveCard;

test("sessions and VRAM are those of this moment", () => {
  // Of one that just begins, the place is held already.
  const list = [session("listening"), session("waiting"), session("idle")];
  const live = {
    sessions: { max: 3, talking: 2, list },
    cards: [card(50, 100), card(80, 100), card(null, 100)],
  } as LiveSnapshot;
  expect(liveTile(tile("sessions"), live)).toMatchObject({ now: 2, target: 3 });
  expect(liveTile(tile("vram"), live)).toMatchObject({ now: 0.8, target: 0.95 });
  expect(liveTile(tile("vram"), { ...live, cards: null })).toMatchObject({ now: null });
  expect(liveTile(tile("vram"), null)).toMatchObject({ now: 0.1 });
  expect(liveTile(tile("stt"), live)).toEqual(tile("stt"));
});

test.each([
  ["stt", 600, "own"],
  ["stt", 800, "house"],
  ["error_rate", 0.01, "own"],
  ["vram", 0.95, "house"],
  ["similarity", 7, "own"],
] as const)("a target of %s of %d is the %s's", (level, target, by) => {
  expect(targetBy({ level, target })).toBe(by);
});
