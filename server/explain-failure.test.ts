import { expect, test } from "vitest";
import { explainStartFailure } from "./explain-failure";

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
