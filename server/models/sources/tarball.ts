import { once } from "node:events";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { ReadEntry } from "tar";
import type { NpmPiece } from "../model-file";

/**
 * Reads a gzipped tarball as it arrives and hands the wanted entries, one after another, to `onPiece`. Ends as soon as
 * it has had all of them: what follows is never downloaded. No path of the tarball is ever written to, and nothing in
 * it is run. Answers the pieces that were not in it; throws what `onPiece` throws, and for what is no tarball.
 */
export async function readPieces(
  chunks: AsyncIterable<Uint8Array>,
  wanted: readonly NpmPiece[],
  onPiece: (piece: NpmPiece, content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<NpmPiece[]> {
  const missing = new Map(wanted.map((piece) => [piece.path, piece]));
  let failure: unknown = null;
  let work = Promise.resolve();

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
  // Destroys the one with the other; their errors surface in the iteration below.
  pipeline(Readable.from(chunks), gunzip, () => undefined);
  for await (const data of gunzip) {
    if (!parser.write(data)) await once(parser, "drain");
    if (failure) throw failure;
    if (missing.size === 0) return [];
  }
  parser.end();
  await work;
  if (failure) throw failure;
  return [...missing.values()];
}
