import { chmod, mkdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { createStream, type RotatingFileStream } from "rotating-file-stream";
import type { LogOutput } from "./logger";

export interface LogFileOptions {
  /** A file of this size is renamed to `.1`, the previous `.1` to `.2`, and so on. */
  maxBytes: number;
  /** How many renamed files are kept. */
  keptFiles: number;
  /** After a failed write, lines are lost for this long; then the file is tried again. */
  retryMs: number;
  /** Called once when writes begin to fail, and once with null when they succeed again. */
  onTrouble?: (error: Error | null) => void;
}

const defaults: LogFileOptions = { maxBytes: 10 * 1_048_576, keptFiles: 5, retryMs: 5_000 };
/** Keeps a disk that hangs from filling the memory: lines beyond this are lost. */
const maxWaitingChars = 1_048_576;
/** How soon a file that somebody deleted or moved is noticed. */
const recheckIntervalMs = 1_000;

/**
 * Appends the log to the file `path` (mode 0600, folder 0700). Never blocks and never throws: lines that can't be
 * written are lost, and the file is tried again later.
 */
export function createLogFile(
  path: string,
  given: Partial<LogFileOptions> = {},
): LogOutput & { close(): Promise<void> } {
  const options = { ...defaults, ...given };
  let waiting: string[] = [];
  let waitingChars = 0;
  let file: OpenFile | null = null;
  let isTroubled = false;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting.join("");
      waiting = [];
      waitingChars = 0;
      try {
        triedAtMs = performance.now();
        if (file && !(await file.isInPlace())) file = await file.close();
        file ??= await openFile(path, options);
        // A full disk may have cut off the previous line in its middle.
        await file.write(isTroubled ? `\n${lines}` : lines);
        noteResult(null);
      } catch (error) {
        file = (await file?.close()) ?? null;
        noteResult(error as Error);
      }
    }
  }

  function noteResult(error: Error | null): void {
    const hasChanged = isTroubled !== (error !== null);
    isTroubled = error !== null;
    if (hasChanged) options.onTrouble?.(error);
  }

  return {
    stream: {
      write(line) {
        const isPausing = isTroubled && performance.now() - triedAtMs < options.retryMs;
        if (isPausing || waitingChars + line.length > maxWaitingChars) return;
        waiting.push(line);
        waitingChars += line.length;
        writing ??= writeAll().finally(() => {
          writing = null;
        });
      },
    },
    async written() {
      await writing;
    },
    async close() {
      await writing;
      file = (await file?.close()) ?? null;
    },
  };
}

interface OpenFile {
  write(text: string): Promise<void>;
  /** False when the path now leads to another file, or to none. */
  isInPlace(): Promise<boolean>;
  close(): Promise<null>;
}

async function openFile(path: string, { maxBytes, keptFiles }: LogFileOptions): Promise<OpenFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const stream = createStream(basename(path), {
    path: dirname(path),
    mode: 0o600,
    size: `${maxBytes}B`,
    rotate: keptFiles,
  });
  // Each write reports its own failure.
  stream.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => void stream.once("open", () => resolve()).once("error", reject));
  // A file that exists already keeps its mode when it is opened.
  await chmod(path, 0o600);
  let inode: number | null = null;
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  // After a rotation the path leads to a new file.
  stream.on("open", () => {
    inode = null;
  });
  return {
    write: (text) => written(stream, text),
    async isInPlace() {
      if (performance.now() - checkedAtMs < recheckIntervalMs) return true;
      checkedAtMs = performance.now();
      const found = await stat(path).catch(() => null);
      inode ??= found?.ino ?? null;
      return found !== null && found.ino === inode;
    },
    close: () =>
      new Promise((resolve) => {
        if (stream.closed) resolve(null);
        else stream.once("close", () => resolve(null)).destroy();
      }),
  };
}

function written(stream: RotatingFileStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
