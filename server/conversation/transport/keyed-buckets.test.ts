import { expect, test } from "vitest";
import { KeyedBuckets } from "./keyed-buckets";

test("each key has its own rate", () => {
  const buckets = new KeyedBuckets<string>({ burst: 2, perSecond: 1 });
  expect([buckets.take("a", 0), buckets.take("a", 0), buckets.take("a", 0), buckets.take("b", 0)]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect(buckets.waitMs("a", 400)).toBe(600);
  expect(buckets.take("a", 999)).toBe(false);
  expect(buckets.take("a", 1_000)).toBe(true);
});

test("what is given back can be taken again", () => {
  const buckets = new KeyedBuckets<string>({ burst: 1, perSecond: 1 });
  buckets.take("a", 0);
  buckets.giveBack("a");
  buckets.giveBack("nobody");
  expect(buckets.take("a", 0)).toBe(true);
  expect(buckets.take("a", 0)).toBe(false);
});

test("an idle key is dropped, one at its limit is not", () => {
  const buckets = new KeyedBuckets<number>({ burst: 100, perSecond: 1 });
  for (let i = 0; i < 100; i++) buckets.take(0, 0);
  for (let key = 1; key <= 5_000; key++) buckets.take(key, 0);
  buckets.take(1, 60_000);
  expect(buckets.size).toBe(2);
  expect(buckets.waitMs(0, 60_000)).toBe(0);
  for (let i = 0; i < 60; i++) expect(buckets.take(0, 60_000)).toBe(true);
  expect(buckets.take(0, 60_000)).toBe(false);
});

test("a flood of keys takes a bounded memory", () => {
  const buckets = new KeyedBuckets<number>({ burst: 2, perSecond: 0.001 });
  for (let key = 0; key < 50_000; key++) buckets.take(key, 0);
  expect(buckets.size).toBeLessThanOrEqual(10_000);
});
