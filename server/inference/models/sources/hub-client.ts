import type { EnvHttpProxyAgent } from "undici";
import { explained } from "../../../platform/words/sentence";
import type { HubLocation } from "../model-file";
import type { OpenAt } from "../resumable-download";
import { type AdviceWords, adviceOf, nodeCertificate } from "./advice";
import { reasonOf } from "./contract";

/** A closed network must not hold up the start: the hub has this long to answer, once in a run. */
const connectTimeoutMs = 4_000;

/** Hugging Face or a mirror. Paths begin with `/` and are below HF_ENDPOINT. */
export interface HubClient {
  /** `host:port`, for people. */
  readonly name: string;
  /**
   * Rejects within seconds when no answer comes, whatever its status is. Each path is asked once a run.
   */
  answersFor(path: string): Promise<void>;
  openerOf(path: string): OpenAt;
  /** What a person can do about an error of a request for something of this repository. */
  advise(error: unknown, repo: string): string;
  close(): Promise<void>;
}

export const filePath = ({ repo, revision, path }: HubLocation) => `/${repo}/resolve/${revision}/${path}`;

/** Uncompressed: size and hash are those of the file itself, and ranges of a compressed form would be useless. */
const asTheyAre = { "accept-encoding": "identity" };

/** HF_TOKEN; null when it is not set. Throws an Error, without the token, for what can't be one. */
function readToken(environment: NodeJS.ProcessEnv): string | null {
  const token = environment.HF_TOKEN?.trim() ?? "";
  if (/[^\x21-\x7e]/.test(token)) throw explained("HF_TOKEN has characters that no token has.");
  return token === "" ? null : token;
}

/**
 * Asks Hugging Face, or the mirror at `HF_ENDPOINT`, through the proxies that the environment names. `HF_TOKEN` is sent
 * there and nowhere else: `fetch` drops it from a redirect to another origin.
 */
export function createHubClient(environment: NodeJS.ProcessEnv): HubClient {
  const endpoint = (environment.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
  if (!URL.canParse(endpoint)) throw explained('HF_ENDPOINT is "{endpoint}"; it must be a URL.', { endpoint });
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
  /** Why the hub doesn't answer; null while it does or is not checked yet. */
  let unreachable: string | null = null;
  const answers = new Map<string, Promise<void>>();

  return {
    name,
    answersFor(path) {
      if (unreachable) return Promise.reject(new Error(unreachable));
      const asked = answers.get(path);
      if (asked) return asked;
      const signal = AbortSignal.timeout(2 * connectTimeoutMs);
      const asking = network().then(({ fetch, dispatcher }) =>
        fetch(endpoint + path, { method: "HEAD", redirect: "manual", dispatcher, signal }),
      );
      const answer = asking.then(
        () => undefined,
        (error: unknown) => {
          unreachable = `not reachable: ${reasonOf(error)}`;
          throw new Error(unreachable);
        },
      );
      answers.set(path, answer);
      return answer;
    },
    openerOf: (path) => async (offset, signal) => {
      const headers: Record<string, string> = { ...asTheyAre };
      if (offset > 0) headers.range = `bytes=${offset}-`;
      if (token !== null) headers.authorization = `Bearer ${token}`;
      const { fetch, dispatcher } = await network();
      const response = await fetch(endpoint + path, { dispatcher, signal, headers });
      const head = { status: response.status, header: (key: string) => response.headers.get(key) };
      return { head, body: response.body, host: new URL(response.url).host };
    },
    advise: (error, repo) => adviceOf(error, hubWords({ endpoint, name, token, repo })),
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
