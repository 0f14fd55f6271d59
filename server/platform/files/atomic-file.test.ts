import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isTemporaryName, publish, temporaryPathFor, writeFileAtomicallySync, writeFileDurably } from "./atomic-file";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "avatar-files-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

test("a file is replaced as a whole; its folder is created when missing; only its owner may read it by default", async () => {
  const home = folder();
  const path = join(home, "new", "note.json");
  await writeFileDurably(path, "one");
  await writeFileDurably(path, "two");
  expect(readFileSync(path, "utf8")).toBe("two");
  expect(modeOf(path)).toBe(0o600);
  await writeFileDurably(path, "three", 0o644);
  expect(modeOf(path)).toBe(0o644);
  expect(readdirSync(join(home, "new"))).toEqual(["note.json"]);
});

test("a file that cannot get its name leaves nothing behind", async () => {
  const home = folder();
  await expect(writeFileDurably(home, "a folder is there")).rejects.toThrow();
  expect(() => writeFileAtomicallySync(home, "a folder is there")).toThrow();
  expect(readdirSync(home)).toEqual([]);
  expect(readdirSync(join(home, "..")).filter((name) => name.includes(`.${basename(home)}.`))).toEqual([]);
});

test("the synchronous form replaces a file, or refuses to where one exists", () => {
  const home = folder();
  const path = join(home, "record");
  writeFileAtomicallySync(path, "one", { durable: false });
  writeFileAtomicallySync(path, "two");
  expect(() => writeFileAtomicallySync(path, "three", { replace: false })).toThrow(/EEXIST/);
  expect(readFileSync(path, "utf8")).toBe("two");
  expect(modeOf(path)).toBe(0o600);
  expect(readdirSync(home)).toEqual(["record"]);
});

test("a temporary name is recognised, and publishing replaces it by the final one", async () => {
  const path = join(folder(), "voice.bin");
  const temporary = temporaryPathFor(path);
  expect(isTemporaryName(basename(temporary))).toBe(true);
  expect([".note.tmp", "voice.bin", ".voice.bin.0123.tmp"].some(isTemporaryName)).toBe(false);
  writeFileSync(temporary, "whole");
  await publish(temporary, path);
  expect(readFileSync(path, "utf8")).toBe("whole");
  expect(readdirSync(join(path, ".."))).toEqual(["voice.bin"]);
});
