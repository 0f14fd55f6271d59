import { expect, it } from "vitest";
import { lockProblems } from "./check.mjs";

const floors = { next: "16.3.3" };
const lockWith = (packages: Record<string, { version: string; resolved?: string }>) => ({
  packages: { "": { version: "0.1.0" }, ...packages },
});

it("accepts a lock without addresses and with versions at or above the floors", () => {
  expect(lockProblems(lockWith({ "node_modules/next": { version: "16.3.3" } }), floors)).toEqual([]);
  expect(lockProblems(lockWith({ "node_modules/next": { version: "16.10.0" } }), floors)).toEqual([]);
});

it.each([
  ["16.3.2", "below"],
  ["16.3.3-canary.1", "below"],
  ["15.9.9", "below"],
])("finds next %s, nested or not", (version, word) => {
  const lock = lockWith({
    "node_modules/next": { version: "16.4.0" },
    "node_modules/x/node_modules/next": { version },
  });
  expect(lockProblems(lock, floors)).toEqual([`node_modules/x/node_modules/next is ${version}, ${word} 16.3.3`]);
});

it("finds registry addresses, and floors of packages that the lock no longer has", () => {
  const resolved = "https://mirror.example/a.tgz";
  const problems = lockProblems(lockWith({ "node_modules/a": { version: "1.0.0", resolved } }), floors);
  expect(problems).toEqual([
    `node_modules/a names the registry that it came from: ${resolved}`,
    "next is not in the lock: take its floor out of the list",
  ]);
});
