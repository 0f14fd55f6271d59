import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { EnvHttpProxyAgent } from "undici";
import { publish } from "../../../platform/files/atomic-file";
import { checkContent, WrongContentError } from "../../../platform/files/verified-file";
import { withKeptPart } from "../kept-part";
import type { HubLocation, ModelFile } from "../model-file";
import { KeptPartError, type OpenAt, resumableDownload } from "../resumable-download";
import { type AdviceWords, adviceOf, nodeCertificate } from "./advice";
import { type FetchContext, type ModelSource, reasonOf, type SourceFailure } from "./contract";

/** A closed network must not hold up the start: the hub has this long to answer, once in a run. */
const connectTimeoutMs = 4_000;

export interface HubSource extends ModelSource {
  close(): Promise<void>;
}

/** Uncompressed: size and hash are those of the file itself, and ranges of a compressed form would be useless. */
const asTheyAre = { "accept-encoding": "identity" };

/** HF_TOKEN; null when it is not set. Throws an Error, without the token, for what can't be one. */
function readToken(environment: NodeJS.ProcessEnv): string | null {
  const token = environment.HF_TOKEN?.trim() ?? "";
  if (/[^\x21-\x7e]/.test(token)) throw new Error("HF_TOKEN has characters that no token has.");
  return token === "" ? null : token;
}

/**
 * Hugging Face, or the mirror at `HF_ENDPOINT`, through the proxies that the environment names. `HF_TOKEN` is sent
 * there and nowhere else: `fetch` drops it from a redirect to another origin. It is our own because `@huggingface/hub`
 * begins an interrupted download again from byte 0.
 */
export function createHubSource(environment: NodeJS.ProcessEnv): HubSource {
  const endpoint = (environment.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
  if (!URL.canParse(endpoint)) throw new Error(`HF_ENDPOINT is "${endpoint}"; it must be a URL.`);
  const { host: name } = new URL(endpoint);
  const token = readToken(environment);
  let opened: Promise<{ fetch: typeof import("undici").fetch; dispatcher: EnvHttpProxyAgent }> | null = null;
  /** Loaded only when something must be fetched: most starts find all models installed. */
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
  /** Why the hub doesn't answer; null while it does or is not checked yet. */
  let unreachable: string | null = null;
  const answers = new Map<string, Promise<void>>();

  /** Rejects within seconds when the hub does not answer; checked once a run. */
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
      const headers: Record<string, string> = { ...asTheyAre };
      if (offset > 0) headers.range = `bytes=${offset}-`;
      if (token !== null) headers.authorization = `Bearer ${token}`;
      const { fetch, dispatcher } = await network();
      const response = await fetch(urlOf(location), { dispatcher, signal, headers });
      const head = { status: response.status, header: (key: string) => response.headers.get(key) };
      return { head, body: response.body, host: new URL(response.url).host };
    };
  }

  const advise = (error: unknown, { repo }: HubLocation) => adviceOf(error, hubWords({ endpoint, name, token, repo }));

  async function fetchFile(file: ModelFile, location: HubLocation, context: FetchContext): Promise<void> {
    // Any answer will do here, because not every mirror knows HEAD; the status of the GET below is what counts.
    await answersFor(location);
    context.progress.from(name);
    const target = join(context.directory, file.name);
    const part = `${target}.part`;
    await mkdir(dirname(target), { recursive: true });
    const download = async () => {
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
    };
    await withKeptPart(part, download, (error) => error instanceof WrongContentError || error instanceof KeptPartError);
  }

  return {
    name,
    extraBytes: async () => 0,
    async fetch(_model, files, context) {
      const failures: SourceFailure[] = [];
      for (const file of files) {
        if (!file.hub) continue;
        try {
          await fetchFile(file, file.hub, context);
        } catch (error) {
          context.signal.throwIfAborted();
          context.progress.has(file.name, 0);
          failures.push({ file: file.name, reason: reasonOf(error), advice: advise(error, file.hub) });
        }
      }
      return failures;
    },
    async close() {
      await (await opened)?.dispatcher.close();
    },
  };
}

/** The advice for failures of the hub or a mirror. Its pages are named under the address of that server. */
function hubWords(hub: { endpoint: string; name: string; token: string | null; repo: string }): AdviceWords {
  const { endpoint, name, token, repo } = hub;
  const page = `${endpoint}/${repo}`;
  const tokens = `${endpoint}/settings/tokens`;
  return {
    setting: "HF_ENDPOINT",
    unauthorised({ host, status }) {
      // The hub redirects to a file host, with addresses that are valid for a short time only.
      if (host !== name) return `${host} refuses the download: try again, or name another server in HF_ENDPOINT.`;
      if (token === null) {
        return `The model's licence must be accepted: log in at ${page}, accept it there, and set HF_TOKEN to a token of that account (${tokens}).`;
      }
      if (status === 401) return `${name} does not accept HF_TOKEN: set it to a new token (${tokens}).`;
      return `The account of HF_TOKEN may not read ${page}: accept the model's licence there, and let the token read gated repositories (${tokens}).`;
    },
    missing: `${name} does not have the file: name another server in HF_ENDPOINT.`,
    certificate: nodeCertificate,
  };
}
