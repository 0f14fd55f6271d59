import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { publish } from "./atomic-file";

export interface ExpectedContent {
  /** Names the file in errors. */
  name: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
}

/** The bytes of a file are not the expected ones. */
export class WrongContentError extends Error {
  override readonly name = "WrongContentError";
  constructor(file: string, expected: string, got: string) {
    super(`${file} has the wrong content: expected ${expected}, got ${got}`);
  }
}

/** Throws WrongContentError unless size and hash are the expected ones. */
export function checkContent(expected: ExpectedContent, got: { sizeBytes: number; sha256: string }): void {
  if (got.sha256 === expected.sha256) return;
  const size = got.sizeBytes === expected.sizeBytes ? "" : ` (${got.sizeBytes} bytes instead of ${expected.sizeBytes})`;
  throw new WrongContentError(expected.name, `SHA-256 ${expected.sha256}`, `${got.sha256}${size}`);
}

/** Hashes the file in pieces, so that other work runs in between; returns its size and SHA-256 (lower-case hex). */
export async function hashFile(
  path: string,
  options: { signal?: AbortSignal; onBytes?: (bytes: number) => void } = {},
): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path, { signal: options.signal, highWaterMark: 1 << 18 })) {
    hash.update(chunk);
    sizeBytes += chunk.length;
    options.onBytes?.(sizeBytes);
  }
  return { sizeBytes, sha256: hash.digest("hex") };
}

/**
 * Writes `chunks` to `path` (temporary name, fsync, rename) and hashes them on the way.
 * Throws WrongContentError, with nothing left behind, when the content is not the expected one.
 */
export async function writeVerified(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  expected: ExpectedContent,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporaryPath = `${path}.writing`;
  const handle = await open(temporaryPath, "w");
  const hash = createHash("sha256");
  let sizeBytes = 0;
  try {
    for await (const chunk of chunks) {
      sizeBytes += chunk.length;
      // Stops a source that never ends from filling the disk.
      if (sizeBytes > expected.sizeBytes) {
        throw new WrongContentError(expected.name, `${expected.sizeBytes} bytes`, "more");
      }
      hash.update(chunk);
      await handle.writeFile(chunk);
      onBytes(sizeBytes);
    }
    await handle.close();
    checkContent(expected, { sizeBytes, sha256: hash.digest("hex") });
    await publish(temporaryPath, path);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporaryPath, { force: true });
    throw error;
  }
}
