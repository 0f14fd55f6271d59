import { expect, test, vi } from "vitest";
import { explainStartFailure } from "./explain-failure";
import { sentence } from "./platform/words/sentence";
import { StartRefusedError } from "./records/data-folder/explain-refusal";

const config = { port: 3000, host: "0.0.0.0", dataDir: "/data" };
const explain = (code: string, message = "disk I/O error") =>
  explainStartFailure(Object.assign(new Error(message), { code }), config);

test("a disk error in SQLite is reported as a disk problem, not as damage", () => {
  for (const code of ["SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE", "SQLITE_FULL"]) {
    expect(explain(code)).toContain("The disk is full");
  }
  const unread = explain("SQLITE_IOERR_READ");
  expect(unread).toContain("SQLITE_IOERR_READ");
  expect(unread).toContain("/data");
  for (const code of ["SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_READ"]) expect(explain(code)).not.toContain("damaged");
});

test("an error that says how much room it needs keeps its message", () => {
  expect(explain("ENOSPC", "A safety copy of the database needs 90 MB, and 3 MB are free in /data.")).toContain(
    "90 MB",
  );
});

test("says it in the language of the terminal", () => {
  vi.stubEnv("LC_ALL", "zh_TW.UTF-8");
  const refusal = [sentence("{dataDir}/app.db is damaged: {reason}", { dataDir: "/data", reason: "page 9" })];
  expect(explainStartFailure(new StartRefusedError(refusal), config)).toBe(
    "AVATAR 沒有啟動。/data/app.db 已損毀：page 9",
  );
  expect(explain("EADDRINUSE")).toContain("連接埠 3000 已被使用");
});
