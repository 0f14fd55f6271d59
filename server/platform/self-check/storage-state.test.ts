import { expect, test } from "vitest";
import type { StorageState } from "../../../lib/health";
import { type StorageFacts, storageState } from "./storage-state";

const gib = 2 ** 30;
const limits = { warnBytes: gib, minBytes: gib / 128 };
const well: StorageFacts = {
  folderError: null,
  freeBytes: 10 * gib,
  isOutOfFiles: false,
  fileError: null,
  databaseError: null,
  lockedMs: 0,
  isDamaged: false,
};

test.each<[StorageState, Partial<StorageFacts>]>([
  ["ok", {}],
  ["ok", { freeBytes: null }],
  ["ok", { lockedMs: 900 }],
  ["low", { freeBytes: gib - 1 }],
  ["busy", { lockedMs: 1_000 }],
  ["busy", { lockedMs: 6_000, databaseError: "SQLITE_BUSY", freeBytes: gib - 1 }],
  ["locked", { lockedMs: 30_000 }],
  ["locked", { lockedMs: 31_000, databaseError: "SQLITE_BUSY_SNAPSHOT" }],
  ["full", { freeBytes: gib / 128 - 1 }],
  ["full", { isOutOfFiles: true }],
  ["full", { fileError: "ENOSPC" }],
  ["full", { fileError: "EDQUOT" }],
  ["full", { databaseError: "SQLITE_FULL", lockedMs: 40_000 }],
  ["read_only", { folderError: "EROFS", freeBytes: null }],
  ["read_only", { folderError: "EACCES" }],
  ["read_only", { databaseError: "SQLITE_READONLY_DBMOVED" }],
  ["missing", { folderError: "ENOENT", databaseError: "SQLITE_READONLY_DBMOVED" }],
  ["missing", { folderError: "REPLACED" }],
  ["failing", { fileError: "EIO" }],
  ["failing", { databaseError: "SQLITE_IOERR_FSYNC" }],
  ["failing", { folderError: "ETIMEDOUT" }],
  ["damaged", { databaseError: "SQLITE_CORRUPT_INDEX", folderError: "EROFS" }],
  ["damaged", { isDamaged: true }],
])("%s: %j", (state, facts) => {
  expect(storageState({ ...well, ...facts }, limits)).toBe(state);
});
