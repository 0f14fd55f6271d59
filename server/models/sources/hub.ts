import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { EnvHttpProxyAgent } from "undici";
import type { HubLocation, ModelFile } from "../model-file";
import { DownloadRefusedError, keptBytes, type OpenAt, resumableDownload } from "../resumable-download";
import { checkContent, publish, WrongContentError } from "../verified-file";
import { type FetchContext, type ModelSource, reasonOf, type SourceFailure } from "./contract";

/** A closed network must not hold up the start: the hub has this long to answer, once in a run. */
const connectTimeoutMs = 4_000;

export interface HubSource extends ModelSource {
  close(): Promise<void>;
}

/** Hugging Face, or the mirror at `HF_ENDPOINT`, through the proxies that the environment names. */
export function createHubSource(environment: NodeJS.ProcessEnv): HubSource {
  const endpoint = (environment.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
  if (!URL.canParse(endpoint)) throw new Error(`HF_ENDPOINT is "${endpoint}"; it must be a URL.`);
  const { host: name } = new URL(endpoint);
  let opened: Promise<{ fetch: typeof import("undici").fetch; dispatcher: EnvHttpProxyAgent }> | null = null;
  /** Loaded when something has to be fetched: most servers find all their models installed. */
  const network = () => {
    opened ??= import("undici").then(({ EnvHttpProxyAgent, fetch }) => ({
      fetch,
      dispatcher: new EnvHttpProxyAgent({
        httpProxy: environment.http_proxy || environment.HTTP_PROXY,
        httpsProxy: environment.https_proxy || environment.HTTPS_PROXY,
        noProxy: environment.no_proxy || environment.NO_PROXY,
        connect: { timeout: connectTimeoutMs },
      }),
    }));
    return opened;
  };
  const urlOf = ({ repo, revision, path }: HubLocation) => `${endpoint}/${repo}/resolve/${revision}/${path}`;
  /** Why the hub doesn't answer, null while it does or nobody asked. */
  let unreachable: string | null = null;
  const answers = new Map<string, Promise<void>>();

  /** Rejects when nobody answers, within seconds; asked once a run. */
  function answersFor(location: HubLocation): Promise<void> {
    if (unreachable) return Promise.reject(new Error(unreachable));
    const url = urlOf(location);
    const asked = answers.get(url);
    if (asked) return asked;
    const signal = AbortSignal.timeout(2 * connectTimeoutMs);
    const asking = network().then(({ fetch, dispatcher }) =>
      fetch(url, { method: "HEAD", redirect: "manual", dispatcher, signal }),
    );
    const answer = asking.then(
      () => undefined,
      (error: unknown) => {
        unreachable = `not reachable: ${reasonOf(error)}`;
        throw new Error(unreachable);
      },
    );
    answers.set(url, answer);
    return answer;
  }

  function openerOf(location: HubLocation): OpenAt {
    return async (offset, signal) => {
      const headers: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {};
      const { fetch, dispatcher } = await network();
      const response = await fetch(urlOf(location), { dispatcher, signal, headers });
      if (response.status === 408 || response.status === 429 || response.status >= 500) {
        throw new Error(`HTTP ${response.status}`);
      }
      if (!response.ok || !response.body) throw new DownloadRefusedError(`HTTP ${response.status}`);
      const length = Number(response.headers.get("content-length") ?? Number.NaN);
      const start = response.status === 206 ? offset : 0;
      const encoded = response.headers.has("content-encoding");
      return {
        body: response.body,
        offset: start,
        totalBytes: Number.isFinite(length) && !encoded ? start + length : null,
      };
    };
  }

  async function fetchFile(file: ModelFile, location: HubLocation, context: FetchContext): Promise<void> {
    // What the answer says counts below only: not every mirror knows HEAD.
    await answersFor(location);
    context.progress.from(name);
    const target = join(context.directory, file.name);
    const part = `${target}.part`;
    await mkdir(dirname(target), { recursive: true });
    for (;;) {
      const wasResumed = (await keptBytes(part)) > 0;
      try {
        const hash = createHash("sha256");
        let sizeBytes = 0;
        const chunks = resumableDownload(part, openerOf(location), {
          signal: context.signal,
          expectedBytes: file.sizeBytes,
          onFetched: context.progress.fetched,
        });
        for await (const chunk of chunks) {
          hash.update(chunk);
          sizeBytes += chunk.length;
          context.progress.has(file.name, Math.min(sizeBytes, file.sizeBytes));
          if (sizeBytes > file.sizeBytes) {
            throw new WrongContentError(file.name, `${file.sizeBytes} bytes`, "more");
          }
        }
        checkContent(file, { sizeBytes, sha256: hash.digest("hex") });
        await publish(part, target);
        return;
      } catch (error) {
        context.signal.throwIfAborted();
        const isStale = error instanceof WrongContentError || error instanceof DownloadRefusedError;
        if (isStale) await rm(part, { force: true });
        // What an earlier run kept may be of another version: begin again, once.
        if (!isStale || !wasResumed) throw error;
      }
    }
  }

  return {
    name,
    async fetch(_model, files, context) {
      const failures: SourceFailure[] = [];
      for (const file of files) {
        if (!file.hub) continue;
        try {
          await fetchFile(file, file.hub, context);
        } catch (error) {
          context.signal.throwIfAborted();
          context.progress.has(file.name, 0);
          failures.push({ file: file.name, reason: reasonOf(error) });
        }
      }
      return failures;
    },
    async close() {
      await (await opened)?.dispatcher.close();
    },
  };
}
