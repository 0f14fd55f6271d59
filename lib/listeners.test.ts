import { expect, test } from "vitest";
import { Listeners } from "./listeners";

test("listeners are called until they are removed", () => {
  const listeners = new Listeners<number>();
  const heard: string[] = [];
  const leave = listeners.add((value) => heard.push(`one ${value}`));
  listeners.add((value) => heard.push(`two ${value}`));
  listeners.tell(() => 1);
  leave();
  listeners.tell(() => 2);
  listeners.clear();
  listeners.tell(() => 3);
  expect(heard).toEqual(["one 1", "two 1", "two 2"]);
});

test("no listener gets an older value after a newer one, even when a listener causes the next change", () => {
  const listeners = new Listeners<number>();
  let value = 1;
  const heard: number[] = [];
  listeners.add((now) => {
    if (now !== 1) return;
    value = 2;
    listeners.tell(() => value);
  });
  listeners.add((now) => heard.push(now));
  listeners.tell(() => value);
  expect(heard).toEqual([2, 2]);
});
