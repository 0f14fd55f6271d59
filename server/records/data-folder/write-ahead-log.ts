import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/**
 * The state of SQLite's write-ahead log beside the database. SQLite itself applies every frame with a valid checksum,
 * even of another database, and silently drops everything after the first invalid frame.
 * - `whole`: intact (an unfinished end left by a crash was never acknowledged)
 * - `damaged`: acknowledged transactions lie behind an unreadable frame
 * - `foreign`: written for another database
 */
export type WriteAheadLog = "none" | "whole" | "damaged" | "foreign";

const headerBytes = 32;
const frameHeaderBytes = 24;
/** Offset of `user_version` in a database's first page. */
const identityOffset = 60;

/** Reads both files. Call it before any connection is open: closing a file drops this process's locks on it. */
export function inspectWriteAheadLog(databasePath: string): WriteAheadLog {
  const log = openLog(`${databasePath}-wal`);
  if (!log) return "none";
  try {
    if (isNothingButZeros(log)) return "none";
    const database = firstBytes(databasePath, 100);
    return judge(log, database.length === 100 ? database : null);
  } finally {
    log.close();
  }
}

/**
 * `database`: the first 100 bytes of the database's file; null when there is none. Format:
 * sqlite.org/fileformat2.html#walformat
 */
function judge(log: Log, database: Buffer | null): WriteAheadLog {
  const databasePageBytes = database ? pageBytesOf(database.readUInt16BE(16)) : 4_096;
  // The log has no complete transaction.
  if (log.length < headerBytes + frameHeaderBytes + databasePageBytes) return "whole";
  const header = readHeader(log);
  if (!header) return countCommits(log, databasePageBytes, 0, saltsAt(log, headerBytes)) === 1 ? "whole" : "damaged";
  if (database && header.pageBytes !== databasePageBytes) return "foreign";

  const frameBytes = frameHeaderBytes + header.pageBytes;
  let sums = header.sums;
  let frame = 0;
  for (; frameAt(frame + 1) <= log.length; frame++) {
    const at = frameAt(frame);
    if (saltsAt(log, at) !== header.salts) break;
    const bytes = log.read(at, frameBytes);
    sums = checksum(bytes, 0, 8, header.isBigEndian, sums);
    sums = checksum(bytes, frameHeaderBytes, header.pageBytes, header.isBigEndian, sums);
    if (sums[0] !== bytes.readUInt32BE(16) || sums[1] !== bytes.readUInt32BE(20)) break;
    const identity = bytes.readUInt32BE(0) === 1 ? bytes.readUInt32BE(frameHeaderBytes + identityOffset) : 0;
    const expected = database?.readUInt32BE(identityOffset) ?? 0;
    // One of the two has no identity yet: it was set in this very log, or the database is from a version without
    // identities.
    if (identity !== 0 && expected !== 0 && identity !== expected) return "foreign";
  }
  // A power cut may tear the last transaction before it is acknowledged. If two commits follow the tear, the first of
  // them had been acknowledged.
  return countCommits(log, header.pageBytes, frame, header.salts) > 1 ? "damaged" : "whole";

  function frameAt(index: number): number {
    return headerBytes + index * frameBytes;
  }
}

interface Header {
  pageBytes: number;
  isBigEndian: boolean;
  salts: string;
  sums: [number, number];
}

/** Null when the header is missing or damaged. */
function readHeader(log: Log): Header | null {
  const bytes = log.read(0, headerBytes);
  const magic = bytes.readUInt32BE(0);
  if (magic !== 0x37_7f_06_82 && magic !== 0x37_7f_06_83) return null;
  const isBigEndian = magic === 0x37_7f_06_83;
  const sums = checksum(bytes, 0, 24, isBigEndian, [0, 0]);
  if (sums[0] !== bytes.readUInt32BE(24) || sums[1] !== bytes.readUInt32BE(28)) return null;
  return { pageBytes: bytes.readUInt32BE(8), isBigEndian, salts: bytes.toString("hex", 16, 24), sums };
}

/** A frame's salts tell which run through the file it belongs to; frames of older runs may follow and do not count. */
function saltsAt(log: Log, frameAt: number): string {
  return log.read(frameAt + 8, 8).toString("hex");
}

/** The commits of one run from a given frame on, readable or not. */
function countCommits(log: Log, pageBytes: number, firstFrame: number, salts: string): number {
  const frameBytes = frameHeaderBytes + pageBytes;
  let commits = 0;
  for (let at = headerBytes + firstFrame * frameBytes; at + frameHeaderBytes <= log.length; at += frameBytes) {
    if (saltsAt(log, at) === salts && log.read(at + 4, 4).readUInt32BE() !== 0) commits++;
  }
  return commits;
}

function checksum(
  bytes: Buffer,
  at: number,
  count: number,
  isBigEndian: boolean,
  from: readonly number[],
): [number, number] {
  let [first = 0, second = 0] = from;
  for (let offset = at; offset < at + count; offset += 8) {
    const [one, two] = isBigEndian
      ? [bytes.readUInt32BE(offset), bytes.readUInt32BE(offset + 4)]
      : [bytes.readUInt32LE(offset), bytes.readUInt32LE(offset + 4)];
    first = (first + one + second) >>> 0;
    second = (second + two + first) >>> 0;
  }
  return [first, second];
}

/** The page size 65,536 does not fit into two bytes and is written as 1. */
function pageBytesOf(field: number): number {
  return field === 1 ? 65_536 : field;
}

/** A log may be several gigabytes: it is read in chunks of this size. */
const chunkBytes = 4 * 2 ** 20;

interface Log {
  /** In bytes. */
  length: number;
  /** The bytes at the offset, at most one chunk, valid until the next call. Shorter only at the file's end. */
  read(at: number, count: number): Buffer;
  close(): void;
}

/** Null when there is none. */
function openLog(path: string): Log | null {
  const file = openIfThere(path);
  if (file === null) return null;
  const buffer = Buffer.alloc(chunkBytes);
  let chunk = { at: 0, bytes: 0 };
  return {
    length: fstatSync(file).size,
    read(at, count) {
      if (at < chunk.at || at + count > chunk.at + chunk.bytes)
        chunk = { at, bytes: readSync(file, buffer, 0, chunkBytes, at) };
      const from = at - chunk.at;
      return buffer.subarray(from, Math.min(from + count, chunk.bytes));
    },
    close: () => closeSync(file),
  };
}

function isNothingButZeros(log: Log): boolean {
  for (let at = 0; at < log.length; at += chunkBytes) {
    if (log.read(at, chunkBytes).some((byte) => byte !== 0)) return false;
  }
  return true;
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function firstBytes(path: string, count: number): Buffer {
  const file = openIfThere(path);
  if (file === null) return Buffer.alloc(0);
  try {
    const bytes = Buffer.alloc(count);
    return bytes.subarray(0, readSync(file, bytes, 0, count, 0));
  } finally {
    closeSync(file);
  }
}
