import { once } from "node:events";
import { createGunzip, type Gunzip } from "node:zlib";
import type { ReadEntry } from "tar";
import type { PackagePiece } from "../model-file";

/**
 * Reads a gzipped tarball as it arrives and hands the wanted entries, one after another, to `onPiece`. It stops the
 * download as soon as it has all of them; no path of the tarball is ever written to, and nothing in it is run. The
 * format is parsed by `tar`; the rest is our own because `tar`'s own commands read a tarball to its end. Returns the
 * pieces that were not in it; throws what `onPiece` throws, and for content that is no tarball. When it is done, the
 * download has ended and nothing calls back later.
 */
export async function readPieces(
  download: { chunks: AsyncIterable<Uint8Array>; stop: () => void },
  wanted: readonly PackagePiece[],
  onPiece: (piece: PackagePiece, content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<PackagePiece[]> {
  const missing = new Map(wanted.map((piece) => [piece.path, piece]));
  let failure: unknown = null;
  let work = Promise.resolve();
  let entryAtWork: ReadEntry | null = null;

  const { Parser } = await import("tar");
  const parser = new Parser({
    strict: true,
    onReadEntry(entry: ReadEntry) {
      // The first part of the path is usually `package/`, but need not be.
      const piece = missing.get(entry.path.replace(/^[^/]+\//, ""));
      if (entry.type !== "File" || !piece) {
        entry.resume();
        return;
      }
      entryAtWork = entry;
      // The reader of the entry gets the error; without a listener Node would throw it, too.
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

/** Writes the chunks into the stream, one at a time. Never rejects: an error of the chunks destroys the stream. */
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
