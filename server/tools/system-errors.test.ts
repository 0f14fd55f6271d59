import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { explainError } from "./words/explain-error";

/** What the terminal says of what `work` throws in a folder with a file `file` in it, for which `~` stands. */
function saidOf(work: (folder: string) => unknown, language: "zh-TW" | "en"): string {
  const folder = mkdtempSync(join(tmpdir(), "avatar-system-errors-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "file"), "");
  try {
    work(folder);
  } catch (error) {
    return explainError(error, language).replaceAll(folder, "~");
  }
  throw new Error("It was not refused.");
}

/** As Node makes them, where a test can't bring one about. */
const raw =
  (code: string, path?: string, syscall = "open") =>
  () => {
    throw Object.assign(new Error(`${code}: said by the system, ${syscall}`), { code, syscall, ...(path && { path }) });
  };

it.each<[string, (folder: string) => unknown, string, string]>([
  [
    "a file is there",
    (folder) => writeFileSync(join(folder, "file"), "", { flag: "wx" }),
    "~/file is there already. Choose another name, or remove it first.",
    "~/file 已經存在。請改用其他名稱，或先移除它。",
  ],
  [
    "no file",
    (folder) => readFileSync(join(folder, "none")),
    "There is no ~/none. Check the name.",
    "沒有 ~/none。請檢查名稱。",
  ],
  [
    "no folder",
    (folder) => writeFileSync(join(folder, "none/file"), ""),
    "There is no folder ~/none. Create it first, or choose another path.",
    "沒有 ~/none 這個資料夾。請先建立，或改用其他路徑。",
  ],
  ["a folder", (folder) => writeFileSync(folder, ""), "~ is a folder. Name a file.", "~ 是資料夾。請指定檔案。"],
  [
    "a file as a folder",
    (folder) => mkdirSync(join(folder, "file/x")),
    "A part of ~/file/x is a file and no folder. Choose another path.",
    "~/file/x 的路徑中有一段是檔案，不是資料夾。請改用其他路徑。",
  ],
  [
    "no right",
    raw("EACCES", "/x"),
    "Not allowed: /x. Give this user the right to it, or choose another path.",
    "沒有 /x 的權限。請讓這個使用者擁有權限，或改用其他路徑。",
  ],
  [
    "a full disk",
    raw("ENOSPC", undefined, "write"),
    "The disk is full. Make room, then try again.",
    "磁碟已滿。請清出空間後再試一次。",
  ],
  [
    "a port",
    raw("EACCES", undefined, "listen"),
    "EACCES: said by the system, listen",
    "EACCES: said by the system, listen",
  ],
])("says what the system refuses, and what to do: %s", (_, work, english, chinese) => {
  expect(saidOf(work, "en")).toBe(english);
  expect(saidOf(work, "zh-TW")).toBe(chinese);
});
