import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** A response body that begins at byte `offset` of the whole. */
export interface OpenedBody {
  body: AsyncIterable<Uint8Array>;
  /** 0 when the server ignored the range. */
  offset: number;
  /** Length of the whole; null when the server doesn't say. */
  totalBytes: number | null;
}

/** Asks for the bytes from `offset` on. Throws DownloadRefusedError for an answer that a retry would not change. */
export type OpenAt = (offset: number, signal: AbortSignal) => Promise<OpenedBody>;

/** The network failed again and again; what came is kept for the next try. */
export class DownloadCutError extends Error {
  override readonly name = "DownloadCutError";
}

export class DownloadRefusedError extends Error {
  override readonly name = "DownloadRefusedError";
}

/** Nothing for this long is a dead connection: a slow one still delivers something. */
const stallTimeoutMs = 30_000;
/** In a row, with not one byte in between. */
const maximumFailures = 4;
const firstBackoffMs = 500;

export interface DownloadOptions {
  signal: AbortSignal;
  /** Bytes that came over the network just now. */
  onFetched?: (bytes: number) => void;
  /** Skips the network when this much was kept. */
  expectedBytes?: number;
}

export async function keptBytes(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/**
 * All bytes of a download from the first: those kept in `path` by an earlier run, then those of the network, which are
 * appended to `path` before they are handed on. A cut connection is opened again where it broke off.
 * Ending the iteration early closes the connection and keeps the file.
 */
export async function* resumableDownload(
  path: string,
  openAt: OpenAt,
  options: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  const { signal } = options;
  let received = await keptBytes(path);
  if (received > 0) yield* createReadStream(path, { end: received - 1, signal, highWaterMark: 1 << 18 });
  if (options.expectedBytes !== undefined && received >= options.expectedBytes) return;

  const file = await open(path, "a");
  let failures = 0;
  try {
    for (;;) {
      signal.throwIfAborted();
      const attempt = new AbortController();
      const attemptSignal = AbortSignal.any([signal, attempt.signal]);
      const watchdog = setTimeout(() => attempt.abort(new Error("the connection went silent")), stallTimeoutMs);
      try {
        const opened = await openAt(received, attemptSignal);
        let position = opened.offset;
        for await (const bytes of opened.body) {
          watchdog.refresh();
          const known = Math.max(0, received - position);
          position += bytes.length;
          if (known >= bytes.length) continue;
          const chunk = bytes.subarray(known);
          await file.writeFile(chunk);
          received += chunk.length;
          failures = 0;
          options.onFetched?.(chunk.length);
          yield chunk;
          // The consumer's pace is not the connection's silence.
          watchdog.refresh();
        }
        attemptSignal.throwIfAborted();
        if (opened.totalBytes === null || received >= opened.totalBytes) return;
        throw new Error(`the connection ended at byte ${received} of ${opened.totalBytes}`);
      } catch (error) {
        signal.throwIfAborted();
        failures += 1;
        if (error instanceof DownloadRefusedError) throw error;
        if (failures >= maximumFailures) throw new DownloadCutError("The download broke off.", { cause: error });
      } finally {
        clearTimeout(watchdog);
        attempt.abort();
      }
      await delay(firstBackoffMs * 2 ** (failures - 1), undefined, { signal });
    }
  } finally {
    await file.close();
  }
}
