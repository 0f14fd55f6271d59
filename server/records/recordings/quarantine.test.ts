import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { listQuarantine, quarantine, removeOldQuarantine, takeBack } from "./quarantine";

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 27, 21, 30, 5);
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "avatar-quarantine-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  mkdirSync(join(dataDir, "audio/raw"), { recursive: true });
});
const put = (path: string, content = path) => writeFileSync(join(dataDir, path), content, { mode: 0o600 });
const setAside = (paths: string[], atMs = nowMs) => quarantine(dataDir, paths, { reason: "no row", nowMs: atMs });

test("files in quarantine keep their paths in a dated folder that only the owner may read, beside the reason", async () => {
  put("audio/raw/a_1.wav");
  put("app.db", "rows");
  const name = await setAside(["audio/raw/a_1.wav", "app.db", "audio/raw/never.wav"]);
  expect(name).toBe("2026-11-27T21-30-05Z");
  const entry = join(dataDir, "quarantine", name ?? "");
  expect(existsSync(join(dataDir, "audio/raw/a_1.wav"))).toBe(false);
  expect(readFileSync(join(entry, "app.db"), "utf8")).toBe("rows");
  expect(readFileSync(join(entry, "about.txt"), "utf8")).toBe("no row\n");
  for (const folder of [join(entry, ".."), entry, join(entry, "audio/raw")]) {
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  }
  expect(listQuarantine(dataDir)).toEqual([
    { name, atMs: nowMs - (nowMs % 1_000), files: expect.arrayContaining(["app.db", "audio/raw/a_1.wav"]), bytes: 21 },
  ]);
});

test("missing files make no entry, and two entries may be made in one second", async () => {
  expect(await setAside(["app.db"])).toBeNull();
  expect(listQuarantine(dataDir)).toEqual([]);
  put("app.db", "one");
  const first = await setAside(["app.db"]);
  put("app.db", "two");
  const second = await setAside(["app.db"]);
  expect(second).not.toBe(first);
  expect(readFileSync(join(dataDir, "quarantine", first ?? "", "app.db"), "utf8")).toBe("one");
});

test("the newest of several versions comes back, and never replaces an existing file", async () => {
  put("audio/raw/a_1.wav", "old");
  await setAside(["audio/raw/a_1.wav"], nowMs - dayMs);
  put("audio/raw/a_1.wav", "new");
  await setAside(["audio/raw/a_1.wav"]);
  expect(await takeBack(dataDir, ["audio/raw/a_1.wav", "audio/raw/b_1.wav"])).toEqual(["audio/raw/a_1.wav"]);
  expect(readFileSync(join(dataDir, "audio/raw/a_1.wav"), "utf8")).toBe("new");
  expect(await takeBack(dataDir, ["audio/raw/a_1.wav"])).toEqual([]);
  expect(readFileSync(join(dataDir, "audio/raw/a_1.wav"), "utf8")).toBe("new");
});

test("an entry is removed when it is older than the setting, with 0 never; other folders stay", async () => {
  const names: (string | null)[] = [];
  for (const days of [0, 2]) {
    put("app.db");
    names.push(await setAside(["app.db"], Date.now() + days * dayMs));
  }
  mkdirSync(join(dataDir, "quarantine/my own"));
  const laterMs = Date.now() + 31 * dayMs;
  expect(await removeOldQuarantine(dataDir, 0, laterMs)).toEqual([]);
  expect(await removeOldQuarantine(dataDir, 30, laterMs)).toEqual([names[0]]);
  expect(listQuarantine(dataDir).map(({ name }) => name)).toEqual([names[1]]);
  expect(existsSync(join(dataDir, "quarantine/my own"))).toBe(true);
});

test("an entry that was named by a clock that was behind stays while the file system's time is new", async () => {
  put("app.db");
  await setAside(["app.db"], Date.now() - 400 * dayMs);
  expect(await removeOldQuarantine(dataDir, 30, Date.now() + 29 * dayMs)).toEqual([]);
  expect(await removeOldQuarantine(dataDir, 30, Date.now() + 31 * dayMs)).toHaveLength(1);
});
