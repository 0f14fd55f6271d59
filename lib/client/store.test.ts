import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Store } from "./store";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function countingStore() {
  const store = new Store<number, number>(0, (state, event) => state + event);
  const told: number[] = [];
  store.subscribe(() => told.push(store.get()));
  return { store, told };
}

test("each event is told at once", () => {
  const { store, told } = countingStore();
  for (const event of [1, 0, 2]) store.dispatch(event);
  expect(told).toEqual([1, 3]);
});

test("frequent events are in the state at once, and told together", () => {
  const { store, told } = countingStore();
  for (const event of [1, 0, 2]) store.dispatchFrequent(event);
  expect(store.get()).toBe(3);
  expect(told).toEqual([]);
  vi.runAllTimers();
  expect(told).toEqual([3]);
  store.dispatchFrequent(0);
  vi.runAllTimers();
  expect(told).toEqual([3]);
});

test("any other event tells what came before it, too, and that only once", () => {
  const { store, told } = countingStore();
  store.dispatchFrequent(1);
  store.dispatch(2);
  expect(told).toEqual([3]);
  vi.runAllTimers();
  expect(told).toEqual([3]);
});
