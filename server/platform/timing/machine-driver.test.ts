import { expect, test } from "vitest";
import { driveMachine } from "./machine-driver";

/** Logs states and effects. "first of 1" dispatches 2, settling at 2 dispatches 3, and "first of 9" throws. */
function countingMachine() {
  const log: string[] = [];
  const machine = driveMachine<number, number, string>({
    initial: 0,
    step: (_, event) => ({ state: event, effects: [`first of ${event}`, `second of ${event}`] }),
    onState: (state) => log.push(`state ${state}`),
    perform(effect) {
      log.push(effect);
      if (effect === "first of 1") machine.dispatch(2);
      if (effect === "first of 9") throw new Error("no effect");
    },
    onSettled(state) {
      log.push(`settled ${state}`);
      if (state === 2) machine.dispatch(3);
    },
  });
  return { machine, log };
}

test("an event that is dispatched during another one waits for all effects of that one", () => {
  const { machine, log } = countingMachine();
  machine.dispatch(1);
  expect(log).toEqual([
    ...["state 1", "first of 1", "second of 1"],
    ...["state 2", "first of 2", "second of 2", "settled 2"],
    ...["state 3", "first of 3", "second of 3", "settled 3"],
  ]);
  expect(machine.state).toBe(3);
});

test("an effect that throws leaves the machine usable", () => {
  const { machine, log } = countingMachine();
  expect(() => machine.dispatch(9)).toThrow("no effect");
  machine.dispatch(4);
  expect(log.at(-1)).toBe("settled 4");
});
