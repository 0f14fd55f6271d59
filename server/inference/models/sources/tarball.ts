import { once } from "node:events";
import { createGunzip, type Gunzip } from "node:zlib";
import type { ReadEntry } from "tar";
import type { NpmPiece } from "../model-file";

/**
 * Reads a gzipped tarball as it arrives and hands the wanted entries, one after another, to `onPiece`. Ends as soon as
 * it has had all of them: what follows is never downloaded. No path of the tarball is ever written to, and nothing in
 * it is run. Answers the pieces that were not in it; throws what `onPiece` throws, and for what is no tarball.
 * The download is told to stop then, and is over when this function is: nothing of it calls back later.
 */
export async function readPieces(
  download: { chunks: AsyncIterable<Uint8Array>; stop: () => void },
  wanted: readonly NpmPiece[],
  onPiece: (piece: NpmPiece, content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<NpmPiece[]> {
  const missing = new Map(wanted.map((piece) => [piece.path, piece]));
  let failure: unknown = null;
  let work = Promise.resolve();
  let entryAtWork: ReadEntry | null = null;

  const { Parser } = await import("tar");
  const parser = new Parser({
    strict: true,
    onReadEntry(entry: ReadEntry) {
      // The first part of the path is `package/` by custom, not by rule.
      const piece = missing.get(entry.path.replace(/^[^/]+\//, ""));
      if (entry.type !== "File" || !piece) {
        entry.resume();
        return;
      }
      entryAtWork = entry;
      // Whoever reads it gets the error; an error that nobody listens for would be thrown.
      entry.on("error", () => undefined);
      work = onPiece(piece, entry).then(
        () => {
          missing.delete(piece.path);
        },
        (error: unknown) => {
          failure ??= error;
          entry.resume();
        },
      );
    },
  });
  parser.on("error", (error: unknown) => {
    failure ??= error;
  });

  const gunzip = createGunzip();
  const feeding = feed(download.chunks, gunzip);
  try {
    for await (const data of gunzip) {
      if (!parser.write(data)) await once(parser, "drain");
      if (failure) throw failure;
      if (missing.size === 0) return [];
    }
    parser.end();
    await work;
    if (failure) throw failure;
    return [...missing.values()];
  } finally {
    download.stop();
    gunzip.destroy();
    await feeding;
    const entry = entryAtWork as ReadEntry | null;
    entry?.destroy(new Error("the tarball is not read any further"));
    await work;
  }
}

/** Writes the chunks into the stream, one at a time. Never rejects: an error of theirs is the stream's. */
async function feed(chunks: AsyncIterable<Uint8Array>, gunzip: Gunzip): Promise<void> {
  try {
    for await (const chunk of chunks) {
      await new Promise<void>((resolve, reject) => {
        gunzip.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
    }
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error as Error);
  }
}
