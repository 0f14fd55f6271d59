import { expect, test } from "vitest";
import { type AlertState, nextAlert, noAlert } from "./vram-alert";

/** Whether the alert is raised after each poll. */
function raisedAfter(polls: readonly (number | null)[]): boolean[] {
  let state: AlertState = noAlert;
  return polls.map((usedFraction) => {
    state = nextAlert(state, usedFraction, 0.9);
    return state.raised;
  });
}

test.each<[string, (number | null)[], boolean[]]>([
  ["raised at once, on the line already", [0.89, 0.9], [false, true]],
  ["a little below the line does not clear it", [0.95, 0.88, 0.88, 0.88, 0.88], [true, true, true, true, true]],
  ["three calm polls clear it", [0.95, 0.87, 0.6, 0.87], [true, true, true, false]],
  ["the three must follow one another", [0.95, 0.8, 0.8, 0.88, 0.8, 0.8], [true, true, true, true, true, true]],
  ["a poll that saw nothing neither raises nor clears", [null, 0.95, 0.8, null, 0.8], [false, true, true, true, true]],
  [
    "a poll that saw nothing does not interrupt calm polls",
    [0.95, 0.8, null, 0.8, 0.8],
    [true, true, true, true, false],
  ],
  ["raised again afterwards", [0.95, 0.8, 0.8, 0.8, 0.91], [true, true, true, false, true]],
])("%s", (_, polls, raised) => expect(raisedAfter(polls)).toEqual(raised));
