import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import type { RegistryPackage } from "../model-file";
import type { FileServer } from "./file-server";
import type { PieceContent } from "./small-models";

/** The interpreter itself: what is first on PATH may be a script that looks for it at each call. */
const probe = spawnSync("python3", ["-c", "import pip, sys; print(sys.executable)"], { encoding: "utf8" });
/** Tests of PyPI need the machine's own pip. */
export const hasPip = probe.status === 0;
/** Of a Python with pip; meaningless without one. */
export const python = (probe.stdout ?? "").trim();

export interface ZipEntry {
  name: string;
  content: Buffer;
  /** The size that the archive announces, if it lies. */
  announcedBytes?: number;
}

/** A zip file as its entries say, be it right or not: names may be there twice or lead anywhere, sizes may be wrong. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, announcedBytes = content.length } of entries) {
    const packed = deflateRawSync(content, { level: 1 });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    // Names are UTF-8; the content is deflated.
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt16LE(0x21, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(announcedBytes, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, place, Buffer.from(name));
    const local = [Buffer.from("PK\x03\x04", "latin1"), fields, Buffer.from(name), packed];
    locals.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  const directoryBytes = directory.reduce((sum, part) => sum + part.length, 0);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

const wheelName = ({ name, version }: RegistryPackage) => `${name.replaceAll("-", "_")}-${version}`;

/** A wheel with these entries and the descriptions that pip insists on. */
export function wheelOf(pypiPackage: RegistryPackage, entries: readonly ZipEntry[]): Buffer {
  const { name, version } = pypiPackage;
  const about = (file: string, text: string) => ({
    name: `${wheelName(pypiPackage)}.dist-info/${file}`,
    content: Buffer.from(text),
  });
  return zipOf([
    ...entries,
    // Data is of use with every Python; only code would need this one.
    about("METADATA", `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nRequires-Python: >=99\n`),
    about("WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
    about("RECORD", ""),
  ]);
}

/** Publishes a wheel on a stand-in index at `/simple/`; returns the paths of the package's page and of the wheel. */
export function publishWheel(
  index: FileServer,
  pypiPackage: RegistryPackage,
  wheel: Buffer,
): { page: string; path: string } {
  const file = `${wheelName(pypiPackage)}-py3-none-any.whl`;
  const page = `/simple/${pypiPackage.name}/`;
  const path = `/files/${file}`;
  index.serve(path, wheel);
  index.serve(page, `<!DOCTYPE html><html><body><a href="${path}">${file}</a></body></html>`);
  return { page, path };
}

/** Publishes each piece in the wheel of its package. */
export function publishPieces(index: FileServer, pieces: readonly PieceContent[]) {
  const packages = new Map(pieces.map((piece) => [piece.package.name, piece.package]));
  return [...packages.values()].map((each) => {
    const own = pieces.filter((piece) => piece.package.name === each.name);
    return publishWheel(
      index,
      each,
      wheelOf(
        each,
        own.map(({ path, content }) => ({ name: path, content })),
      ),
    );
  });
}

/** The environment of a pip that knows this index and nothing of the machine's own configuration. */
export function pipEnvironment(index: FileServer, home: string, extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    PATH: `${dirname(python)}:${process.env.PATH}`,
    HOME: home,
    NODE_ENV: "test",
    PIP_CONFIG_FILE: "/dev/null",
    PIP_INDEX_URL: `${index.url}/simple/`,
    ...extra,
  };
}
