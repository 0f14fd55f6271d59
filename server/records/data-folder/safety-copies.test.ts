import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { listSafetyCopies, makeSafetyCopy, type SafetyCopy, superseded } from "./safety-copies";

const hourMs = 3_600_000;
const copyAt = (hours: number, schema = 3): SafetyCopy => ({
  name: `${hours}`,
  path: `/${hours}`,
  atMs: hours * hourMs,
  schema,
  turns: 0,
});

test("three copies are kept; starts in quick succession replace the newest, not the older ones", () => {
  const named = (copies: SafetyCopy[]) => superseded(copies).map(({ name }) => name);
  expect(named([copyAt(72), copyAt(48), copyAt(24)])).toEqual([]);
  expect(named([copyAt(96), copyAt(72), copyAt(48), copyAt(24)])).toEqual(["24"]);
  expect(named([copyAt(73), copyAt(72), copyAt(48), copyAt(24)])).toEqual(["72"]);
});

test("the copy from before a migration is not replaced by the one after it", () => {
  expect(superseded([copyAt(73, 4), copyAt(72, 3), copyAt(48, 3), copyAt(24, 3)])).toMatchObject([{ name: "24" }]);
});

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "avatar-copies-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  writeFileSync(join(dataDir, "app.db"), "x");
});
const write = async (_: string, to: string) => {
  writeFileSync(to, "copy", { mode: 0o600 });
  return { turns: 7, migrations: 3 };
};

test("a copy's name has its time, its schema and its number of turns", async () => {
  const copy = await makeSafetyCopy(dataDir, write, Date.UTC(2026, 10, 27, 21, 30, 5));
  expect(copy.name).toBe("2026-11-27T21-30-05Z-schema3-7turns.db");
  expect(listSafetyCopies(dataDir)).toEqual([copy]);
  expect(statSync(join(dataDir, "safety-copies")).mode & 0o777).toBe(0o700);
});

test("a failed copy replaces none and leaves nothing behind; remains of a crash are removed", async () => {
  for (let day = 1; day <= 3; day++) await makeSafetyCopy(dataDir, write, Date.UTC(2026, 10, day));
  const before = listSafetyCopies(dataDir);
  const fail = async () => Promise.reject(Object.assign(new Error("disk is full"), { code: "SQLITE_FULL" }));
  await expect(makeSafetyCopy(dataDir, fail, Date.UTC(2026, 10, 4))).rejects.toThrow("disk is full");
  expect(listSafetyCopies(dataDir)).toEqual(before);
  mkdirSync(join(dataDir, "safety-copies"), { recursive: true });
  writeFileSync(join(dataDir, "safety-copies", ".copy.0123456789ab.tmp"), "half");
  await makeSafetyCopy(dataDir, write, Date.UTC(2026, 10, 4));
  expect(readdirSync(join(dataDir, "safety-copies")).sort()).toEqual([
    "2026-11-02T00-00-00Z-schema3-7turns.db",
    "2026-11-03T00-00-00Z-schema3-7turns.db",
    "2026-11-04T00-00-00Z-schema3-7turns.db",
  ]);
});
