import { access } from "node:fs/promises";
import { Readable } from "node:stream";
import { ZipFile } from "yazl";
import { AppError } from "../../../lib/errors";

/** Each holds one of the few answers that a process of the pages may be working on. */
const mostAtOnce = 2;
let running = 0;

/** A ZIP that is being made while somebody reads it. */
export interface GrowingZip extends Pick<ZipFile, "addBuffer"> {
  /** Adds a recording as it is: speech hardly gets smaller, and packing takes time of others. False: the file is gone. */
  addSound(path: string, name: string, options?: { mtime?: Date }): Promise<boolean>;
  /**
   * Adds a small entry and resolves when it begins to be written: all entries before it are out of memory then. Rejects
   * when the reader is gone.
   */
  addPaced(content: Buffer, name: string, options?: { mtime?: Date }): Promise<void>;
}

/**
 * The bytes of a ZIP, which `fill` adds entries to. What `fill` throws ends the stream with that error; ending the stream
 * early ends `fill` at its next `addPaced`. Throws AppError `rate_limited` while two others are being read.
 */
export function zipStream(fill: (zip: GrowingZip) => Promise<void>): Readable {
  if (running >= mostAtOnce) throw new AppError("rate_limited", "Two exports are being made. Try again in a moment.");
  running += 1;
  const zip = new ZipFile();
  const ended = new AbortController();
  const sink = zip.outputStream as Readable;
  sink.once("close", () => ended.abort());
  const { signal } = ended;
  const growing: GrowingZip = {
    async addSound(path, name, options = {}) {
      const isThere = await access(path).then(
        () => true,
        () => false,
      );
      if (isThere) zip.addFile(path, name, { ...options, compress: false });
      return isThere;
    },
    addBuffer: zip.addBuffer.bind(zip),
    addPaced(content, name, options = {}) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const stop = () => reject(signal.reason);
        signal.addEventListener("abort", stop, { once: true });
        // Entries are written in the order in which they were added.
        zip.addReadStreamLazy(name, options, (give) => {
          signal.removeEventListener("abort", stop);
          resolve();
          give(null, Readable.from([content]));
        });
      });
    },
  };
  zip.on("error", (error) => sink.destroy(error as Error));
  fill(growing)
    .then(() => zip.end())
    .catch((error: Error) => sink.destroy(error))
    .finally(() => {
      running -= 1;
    });
  return sink;
}
