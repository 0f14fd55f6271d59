import { expect, test } from "vitest";
import { calmAlert, nextAlert, openAlert, unreadForS, type Verdict } from "./hysteresis";

const patience = { openAfterS: 60, closeAfterS: 120 };

/** Whether the alert is open after each reading, one every 30 s. */
function openAfter(verdicts: readonly Verdict[], start = calmAlert(0)): boolean[] {
  let state = start;
  return verdicts.map((verdict, index) => {
    state = nextAlert(state, verdict, patience, index * 30);
    return state.isOpen;
  });
}

test.each<[string, Verdict[], boolean[]]>([
  ["opens once it stayed bad", ["bad", "bad", "bad"], [false, false, true]],
  ["a short peak opens nothing", ["bad", "bad", "good", "bad", "bad"], [false, false, false, false, false]],
  ["what is only near does not open it", ["bad", "near", "bad", "bad"], [false, false, false, false]],
  ["what is neither opens nothing, and interrupts nothing", ["bad", "neither", "bad"], [false, false, true]],
  ["what could not be read begins anew", ["bad", null, "bad", "bad", "bad"], [false, false, false, false, true]],
  ["nothing read at all opens nothing", [null, null, null, null], [false, false, false, false]],
])("%s", (_, verdicts, open) => expect(openAfter(verdicts)).toEqual(open));

test.each<[string, Verdict[], boolean[]]>([
  ["closes once it stayed good", ["good", "good", "good", "good", "good"], [true, true, true, true, false]],
  ["near the threshold it stays open", ["good", "good", "near", "good", "good"], [true, true, true, true, true]],
  ["bad again begins anew", ["good", "good", "good", "bad", "good"], [true, true, true, true, true]],
])("an open one %s", (_, verdicts, open) => expect(openAfter(verdicts, openAlert(0))).toEqual(open));

test("an open one that nothing is read of for an hour is closed; a calm one stays calm", () => {
  expect(nextAlert(openAlert(0), null, patience, unreadForS - 1).isOpen).toBe(true);
  expect(nextAlert(openAlert(0), null, patience, unreadForS).isOpen).toBe(false);
  expect(nextAlert(calmAlert(0), null, patience, unreadForS).isOpen).toBe(false);
});

test("without patience one reading is enough, either way", () => {
  const none = { openAfterS: 0, closeAfterS: 0 };
  const open = nextAlert(calmAlert(0), "bad", none, 5);
  expect([open.isOpen, nextAlert(open, "good", none, 6).isOpen]).toEqual([true, false]);
});
