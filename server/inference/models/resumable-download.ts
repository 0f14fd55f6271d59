import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { type Backoff, backoffMs } from "../../../lib/backoff";
import { followSignals } from "../../platform/timing/followed-signals";
import { type AnswerHead, judgeAnswer, type RefusalKind } from "./download-answer";

/** A server's answer, whatever its status is. */
export interface Answer {
  head: AnswerHead;
  /** Null where the server's refusal has been read already. */
  body: AsyncIterable<Uint8Array> | null;
  /** `host:port` that answered, after redirects. */
  host: string;
}

/**
 * Requests the bytes from `offset` on; if that is 0, all of them, without a range. Throws only when no answer comes.
 */
export type OpenAt = (offset: number, signal: AbortSignal) => Promise<Answer>;

/** The network failed again and again; the received part is kept for the next try. */
export class DownloadCutError extends Error {
  override readonly name = "DownloadCutError";
}

/** A refusal that another try would not change, or not soon. It says nothing about the kept part. */
export class DownloadRefusedError extends Error {
  override readonly name = "DownloadRefusedError";
  constructor(
    readonly kind: RefusalKind | "busy",
    /** The host that refused. */
    readonly host: string,
    readonly status: number,
    /** For people. */
    message: string,
  ) {
    super(message);
  }
}

/** The kept part is longer than the file on the server, so it can't be the beginning of that file. */
export class KeptPartError extends Error {
  override readonly name = "KeptPartError";
  constructor(received: number, totalBytes: number) {
    super(`the server has ${totalBytes} bytes, and ${received} were kept`);
  }
}

/** A connection without a byte for this long is dead: a slow one still delivers something. */
const stallTimeoutMs = 30_000;
/** Failures in a row without a single new byte in between. */
const maximumFailures = 4;
const retry: Backoff = { firstMs: 500, maxMs: 2_000 };
/** A server that asks for a longer pause is given up: another source is quicker. */
const longestWaitMs = 30_000;

export interface DownloadOptions {
  signal: AbortSignal;
  /** Bytes that came over the network just now. */
  onFetched?: (bytes: number) => void;
  /** Length of the whole. Skips the network when this much was kept; a server that has another one is refused. */
  expectedBytes?: number;
}

export async function keptBytes(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/**
 * All bytes of a download from the first: those kept in `path` by an earlier run, then those of the network, which are
 * appended to `path` before they are yielded. A cut connection is reopened where it broke off. The answer's
 * `Content-Range` says which bytes came: known ones are skipped, and none is appended at another place. Ending the
 * iteration early closes the connection and keeps the file. It is our own because undici's RetryAgent resumes within
 * one run only: it keeps nothing on disk.
 */
export async function* resumableDownload(
  path: string,
  openAt: OpenAt,
  options: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  const { signal, expectedBytes = null } = options;
  let received = await keptBytes(path);
  if (received > 0) yield* createReadStream(path, { end: received - 1, signal, highWaterMark: 1 << 18 });
  if (expectedBytes !== null && received >= expectedBytes) return;

  const file = await open(path, "a");
  let failures = 0;
  /**
   * The server's ranges are of no use: the whole file is requested, and the bytes that are here already are skipped.
   */
  let asksForAll = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      const attempt = followSignals([signal]);
      const watchdog = setTimeout(() => attempt.abort(new Error("the connection went silent")), stallTimeoutMs);
      let pauseMs: number | null = null;
      try {
        const asked = { offset: asksForAll ? 0 : received, expectedBytes };
        const { head, body, host } = await openAt(asked.offset, attempt.signal);
        const verdict = judgeAnswer(head, asked, Date.now());
        if (verdict.use === "complete") return;
        if (verdict.use === "ask_for_all") {
          asksForAll = true;
          continue;
        }
        if (verdict.use === "refused") throw refusal(verdict.kind, host, head);
        if (verdict.use === "later") {
          pauseMs = verdict.afterMs;
          const isLong = (pauseMs ?? 0) > longestWaitMs;
          if (isLong || failures + 1 >= maximumFailures) throw busy(host, head.status, pauseMs);
          throw new Error(`HTTP ${head.status}`);
        }
        const totalBytes = verdict.totalBytes ?? expectedBytes;
        if (totalBytes !== null && totalBytes < received) throw new KeptPartError(received, totalBytes);
        let position = verdict.offset;
        for await (const bytes of body ?? []) {
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
          // A slow consumer is not a silent connection.
          watchdog.refresh();
        }
        attempt.signal.throwIfAborted();
        if (totalBytes === null && position < received) throw new KeptPartError(received, position);
        if (totalBytes === null || received >= totalBytes) return;
        throw new Error(`the connection ended at byte ${position} of ${totalBytes}`);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof DownloadRefusedError || error instanceof KeptPartError) throw error;
        failures += 1;
        if (failures >= maximumFailures) throw new DownloadCutError("The download broke off.", { cause: error });
      } finally {
        clearTimeout(watchdog);
        attempt.release();
        attempt.abort();
      }
      await delay(pauseMs ?? backoffMs(retry, failures), undefined, { signal });
    }
  } finally {
    await file.close();
  }
}

function refusal(kind: RefusalKind, host: string, head: AnswerHead): DownloadRefusedError {
  // Hugging Face's word for what the status means: GatedRepo, RepoNotFound, EntryNotFound …
  const word = head.header("x-error-code");
  const status = `HTTP ${head.status}${word === null ? "" : `, ${word.slice(0, 60)}`}`;
  const messages: Record<RefusalKind, string> = {
    unauthorised: status,
    missing: status,
    refused: status,
    web_page: `a web page came instead of the file (${status})`,
    other_size: "the file has another size there",
  };
  return new DownloadRefusedError(kind, host, head.status, messages[kind]);
}

function busy(host: string, status: number, afterMs: number | null): DownloadRefusedError {
  const until = afterMs === null ? "" : `, asks to be left alone for ${Math.ceil(afterMs / 1_000)} s`;
  return new DownloadRefusedError("busy", host, status, `HTTP ${status}${until}`);
}
