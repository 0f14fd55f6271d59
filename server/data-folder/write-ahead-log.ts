import { closeSync, openSync, readFileSync, readSync } from "node:fs";

/**
 * What SQLite's write-ahead log beside the database is worth. SQLite itself takes whatever has a valid checksum, of another
 * database too, and silently drops all that comes after the first frame that has none.
 * - `whole`: it is read to its end (what a crash left unfinished behind it was never acknowledged)
 * - `damaged`: acknowledged transactions lie behind a frame that can't be read
 * - `foreign`: it was written for another database than the one beside it
 */
export type WriteAheadLog = "none" | "whole" | "damaged" | "foreign";

const headerBytes = 32;
const frameHeaderBytes = 24;
/** Offset of `user_version` in a database's first page. */
const identityOffset = 60;

/** Reads both files as they lie there. Call it before any connection is open: closing a file drops this process's locks on it. */
export function lookAtWriteAheadLog(databasePath: string): WriteAheadLog {
  const log = contentOf(`${databasePath}-wal`);
  if (!log || log.every((byte) => byte === 0)) return "none";
  const database = firstBytes(databasePath, 100);
  return judge(log, database.length === 100 ? database : null);
}

/** `database`: the first 100 bytes of the file beside it; null when there is none. Format: sqlite.org/fileformat2.html#walformat */
export function judge(log: Buffer, database: Buffer | null): WriteAheadLog {
  const databasePageBytes = database ? pageBytesOf(database.readUInt16BE(16)) : 4_096;
  // Not even one transaction is in it.
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
    sums = checksum(log, at, 8, header.isBigEndian, sums);
    sums = checksum(log, at + frameHeaderBytes, header.pageBytes, header.isBigEndian, sums);
    if (sums[0] !== log.readUInt32BE(at + 16) || sums[1] !== log.readUInt32BE(at + 20)) break;
    const identity = log.readUInt32BE(at) === 1 ? log.readUInt32BE(at + frameHeaderBytes + identityOffset) : 0;
    const expected = database?.readUInt32BE(identityOffset) ?? 0;
    // One of the two has no identity yet: it was given in this very log, or by a version that knew none.
    if (identity !== 0 && expected !== 0 && identity !== expected) return "foreign";
  }
  // A power cut may tear the last transaction, before it was acknowledged. Two behind the tear: the first was acknowledged.
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

/** Null when it is none, or damaged. */
function readHeader(log: Buffer): Header | null {
  const magic = log.readUInt32BE(0);
  if (magic !== 0x37_7f_06_82 && magic !== 0x37_7f_06_83) return null;
  const isBigEndian = magic === 0x37_7f_06_83;
  const sums = checksum(log, 0, 24, isBigEndian, [0, 0]);
  if (sums[0] !== log.readUInt32BE(24) || sums[1] !== log.readUInt32BE(28)) return null;
  return { pageBytes: log.readUInt32BE(8), isBigEndian, salts: log.toString("hex", 16, 24), sums };
}

/** A frame's salts tell to which run through the file it belongs; older runs' frames lie behind and count for nothing. */
function saltsAt(log: Buffer, frameAt: number): string {
  return log.toString("hex", frameAt + 8, frameAt + 16);
}

/** The commits of one run, from a frame on, whether they can be read or not. */
function countCommits(log: Buffer, pageBytes: number, firstFrame: number, salts: string): number {
  const frameBytes = frameHeaderBytes + pageBytes;
  let commits = 0;
  for (let at = headerBytes + firstFrame * frameBytes; at + frameHeaderBytes <= log.length; at += frameBytes) {
    if (saltsAt(log, at) === salts && log.readUInt32BE(at + 4) !== 0) commits++;
  }
  return commits;
}

function checksum(
  log: Buffer,
  at: number,
  bytes: number,
  isBigEndian: boolean,
  from: readonly number[],
): [number, number] {
  let [first = 0, second = 0] = from;
  for (let offset = at; offset < at + bytes; offset += 8) {
    const [one, two] = isBigEndian
      ? [log.readUInt32BE(offset), log.readUInt32BE(offset + 4)]
      : [log.readUInt32LE(offset), log.readUInt32LE(offset + 4)];
    first = (first + one + second) >>> 0;
    second = (second + two + first) >>> 0;
  }
  return [first, second];
}

/** 65,536 does not fit into two bytes: it is written as 1. */
function pageBytesOf(field: number): number {
  return field === 1 ? 65_536 : field;
}

function contentOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function firstBytes(path: string, count: number): Buffer {
  try {
    const file = openSync(path, "r");
    try {
      const bytes = Buffer.alloc(count);
      return bytes.subarray(0, readSync(file, bytes, 0, count, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
