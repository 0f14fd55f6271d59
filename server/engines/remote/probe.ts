import { z } from "zod";
import type { ModelDetailCode, ModelDetailValues } from "../../../lib/protocol/model-detail";
import { type ModelDetail, modelDetail } from "../model-detail";
import { networkCodeOf, RefusedByServer } from "./errors";
import { authorizationHeader, checkAnswer, type ModelServer, readBounded } from "./http";
import { nativeFetch } from "./native-fetch";
import { timeLimitsMs } from "./time-limits";

const modelListSchema = z.object({
  data: z.array(z.object({ id: z.string().min(1).max(500), max_model_len: z.number().int().positive().nullish() })),
});
const maxListBytes = 1_048_576;

/** A server that can be asked now. */
export interface ProbedModel {
  /** What to send as `model`. */
  name: string;
  /** Prompt and answer together; null when the server does not say. */
  contextTokens: number | null;
}

/** Why a server can't be asked, in words that tell a person what to do. */
export class ProbeFailure<Code extends ModelDetailCode = ModelDetailCode> extends Error {
  readonly detail: ModelDetail;
  constructor(code: Code, values: ModelDetailValues<Code>, message: string) {
    super(message);
    this.detail = modelDetail(code, values, message);
  }

  /** True while the server says that it is on its way. */
  get loading(): boolean {
    return this.detail.detail_code === "server_loading";
  }
}

/** What a server without `/v1/models` is asked for: such servers have one model and ignore the name. */
const onlyModel = "default";

/**
 * Asks a server which models it serves. `wanted` null: the first it lists.
 * Throws ProbeFailure, or the signal's reason.
 */
export async function probeModelServer(
  server: ModelServer,
  wanted: string | null,
  signal: AbortSignal,
): Promise<ProbedModel> {
  const timeout = AbortSignal.timeout(timeLimitsMs.probe);
  const abort = AbortSignal.any([signal, timeout]);
  try {
    return await listModels(server, wanted, abort);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ProbeFailure) throw error;
    const { url } = server;
    const seconds = timeLimitsMs.probe / 1_000;
    if (timeout.aborted) {
      throw new ProbeFailure("server_silent", { url, seconds }, `${url} did not answer within ${seconds} s.`);
    }
    throw new ProbeFailure("server_unreachable", { url }, whyUnreachable(server, error));
  }
}

async function listModels(server: ModelServer, wanted: string | null, signal: AbortSignal): Promise<ProbedModel> {
  const { url } = server;
  let text: string;
  try {
    const response = await nativeFetch(`${url}/models`, { headers: authorizationHeader(server), signal });
    text = await readBounded(await checkAnswer(response), maxListBytes);
  } catch (error) {
    if (!(error instanceof RefusedByServer)) throw error;
    return await withoutList(server, wanted, error.status, signal);
  }
  const list = modelListSchema.safeParse(parseJson(text));
  if (!list.success) {
    const message = `${url}/models does not list models: is this an OpenAI-compatible server?`;
    throw new ProbeFailure("server_incompatible", { url }, message);
  }
  const models = list.data.data;
  const model = wanted === null ? models[0] : models.find((each) => each.id === wanted);
  if (model) return { name: model.id, contextTokens: model.max_model_len ?? null };
  const names = models.slice(0, 5).map((each) => each.id);
  if (names.length === 0) throw new ProbeFailure("server_loading", { url }, `${url} serves no model yet.`);
  const message = `${url} does not serve "${wanted}". It serves: ${names.join(", ")}.`;
  throw new ProbeFailure("server_lacks_model", { url, model: wanted ?? "" }, message);
}

/** A server that refused to list its models: some have no such list, but are well. */
async function withoutList(
  server: ModelServer,
  wanted: string | null,
  status: number,
  signal: AbortSignal,
): Promise<ProbedModel> {
  const { url } = server;
  const loading = () => new ProbeFailure("server_loading", { url }, `${url} is still loading its model.`);
  if (status === 401 || status === 403) {
    const message = `${url} refuses the API key (HTTP ${status}). Check the key in the configuration.`;
    throw new ProbeFailure("server_refuses_key", { url }, message);
  }
  if (status === 503) throw loading();
  if (status >= 500) {
    const message = `${url} answers with HTTP ${status}. Look at that server's log.`;
    throw new ProbeFailure("server_error", { url, status }, message);
  }
  const health = await nativeFetch(new URL("/health", url), { headers: authorizationHeader(server), signal });
  await health.body?.cancel();
  if (health.ok) return { name: wanted ?? onlyModel, contextTokens: null };
  if (health.status === 503) throw loading();
  const message = `${url} is not a model server (HTTP ${status}). The URL must end in /v1.`;
  throw new ProbeFailure("server_incompatible", { url }, message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function whyUnreachable(server: ModelServer, error: unknown): string {
  const code = networkCodeOf(error);
  if (code === "ECONNREFUSED") return `Nothing answers at ${server.url}. Start that server, or correct the URL.`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `The host name in ${server.url} is not known.`;
  return `${server.url} can't be reached${code ? ` (${code})` : ""}: ${error instanceof Error ? error.message : "unknown error"}`;
}
