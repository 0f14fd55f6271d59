import { expect, test } from "vitest";
import { explainStartFailure } from "./explain-failure";

const config = { port: 3000, host: "0.0.0.0", dataDir: "/data" };
const told = (code: string, message = "disk I/O error") =>
  explainStartFailure(Object.assign(new Error(message), { code }), config);

test("a disk that SQLite could not write on, or read, is told as the disk's trouble; nothing is called damaged", () => {
  for (const code of ["SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE", "SQLITE_FULL"]) {
    expect(told(code)).toContain("The disk is full");
  }
  const unread = told("SQLITE_IOERR_READ");
  expect(unread).toContain("SQLITE_IOERR_READ");
  expect(unread).toContain("/data");
  for (const code of ["SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_READ"]) expect(told(code)).not.toContain("damaged");
});

test("an error that says how much room it needs keeps its words", () => {
  expect(told("ENOSPC", "A safety copy of the database needs 90 MB, and 3 MB are free in /data.")).toContain("90 MB");
});
