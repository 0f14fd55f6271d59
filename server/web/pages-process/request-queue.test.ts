import { expect, test } from "vitest";
import { type QueuedRequest, RequestQueue } from "./request-queue";

function room(limits: { slots: number; maxWaiting: number }) {
  const queue = new RequestQueue(limits);
  const started: string[] = [];
  const refused: string[] = [];
  const ask = (name: string): QueuedRequest => {
    const request = {
      address: name[0] ?? "",
      start: () => void started.push(name),
      refuse: () => void refused.push(name),
    };
    queue.enter(request);
    return request;
  };
  return { queue, started, refused, ask };
}

test("requests beyond the slots run in order of arrival", () => {
  const { queue, started, ask } = room({ slots: 2, maxWaiting: 10 });
  for (const name of ["a1", "a2", "a3", "a4"]) ask(name);
  expect(started).toEqual(["a1", "a2"]);
  expect(queue.counts()).toEqual({ running: 2, waiting: 2 });
  queue.release();
  queue.release();
  expect(started).toEqual(["a1", "a2", "a3", "a4"]);
  queue.release();
  queue.release();
  expect(queue.counts()).toEqual({ running: 0, waiting: 0 });
});

test("addresses are served in rotation, however many requests one of them has", () => {
  const { queue, started, ask } = room({ slots: 1, maxWaiting: 10 });
  for (const name of ["a1", "a2", "a3", "a4", "b1", "c1", "b2"]) ask(name);
  for (let i = 0; i < 6; i++) queue.release();
  expect(started).toEqual(["a1", "a2", "b1", "c1", "a3", "b2", "a4"]);
});

test("a full queue refuses, or replaces a request of the address with the most waiting", () => {
  const { queue, refused, ask } = room({ slots: 1, maxWaiting: 3 });
  for (const name of ["a0", "a1", "a2", "a3", "a4"]) ask(name);
  expect(refused).toEqual(["a4"]);
  ask("b1");
  expect(refused).toEqual(["a4", "a3"]);
  // Replacing one would only swap the imbalance between the two addresses.
  ask("b2");
  expect(refused).toEqual(["a4", "a3", "b2"]);
  ask("c1");
  expect(refused).toEqual(["a4", "a3", "b2", "a2"]);
  expect(queue.counts()).toEqual({ running: 1, waiting: 3 });
});

test("a request can leave while it waits; running and refused ones are not in the queue", () => {
  const { queue, started, ask } = room({ slots: 1, maxWaiting: 1 });
  const [running, gone, refused] = [ask("a1"), ask("a2"), ask("a3")];
  for (const request of [gone, gone, running, refused]) queue.leave(request);
  expect(queue.counts()).toEqual({ running: 1, waiting: 0 });
  ask("a4");
  queue.release();
  expect(started).toEqual(["a1", "a4"]);
});
