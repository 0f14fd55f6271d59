import { expect, test } from "vitest";
import { isDamage } from "./database-work.mjs";

test.each(["SQLITE_CORRUPT", "SQLITE_CORRUPT_INDEX", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_DATA"])(
  "%s is damage",
  (code) => expect(isDamage(Object.assign(new Error(), { code }))).toBe(true),
);

// Codes of a full disk, too little memory or a lock: the file may be intact.
test.each([
  "SQLITE_IOERR_SHMSIZE",
  "SQLITE_IOERR_WRITE",
  "SQLITE_IOERR_NOMEM",
  "SQLITE_IOERR",
  "SQLITE_BUSY",
  "ENOSPC",
])("%s is no damage", (code) => expect(isDamage(Object.assign(new Error(), { code }))).toBe(false));

test("an error without a code is no damage", () => {
  expect(isDamage(new Error("none"))).toBe(false);
  expect(isDamage(undefined)).toBe(false);
});
