import { expect, test } from "vitest";
import { AsyncQueue } from "./async-queue";

async function readAll<T>(queue: AsyncQueue<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of queue.read()) all.push(item);
  return all;
}

test("items come in order, whether the reader already waits for them or not", async () => {
  const queue = new AsyncQueue<number>();
  queue.push(1);
  const reading = readAll(queue);
  await Promise.resolve();
  queue.push(2);
  queue.push(3);
  queue.end();
  queue.push(4);
  expect(await reading).toEqual([1, 2, 3]);
});

test("a failure comes next, before queued items and even after the end", async () => {
  const queue = new AsyncQueue<number>();
  queue.push(1);
  queue.end();
  queue.fail("gone");
  await expect(readAll(queue)).rejects.toBe("gone");
});

test("a waiting reader is woken by a failure", async () => {
  const queue = new AsyncQueue<number>();
  const reading = expect(readAll(queue)).rejects.toBe("gone");
  await Promise.resolve();
  queue.fail("gone");
  await reading;
});

test("an item counts as taken when the reader asks for the next one", async () => {
  const taken: number[] = [];
  const queue = new AsyncQueue<number>((item) => taken.push(item));
  queue.push(1);
  queue.push(2);
  const reader = queue.read();
  await reader.next();
  expect(taken).toEqual([]);
  await reader.next();
  expect(taken).toEqual([1]);
});
