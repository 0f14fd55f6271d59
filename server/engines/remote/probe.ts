import { z } from "zod";
import type { ModelDetailCode, ModelDetailValues } from "../../../lib/protocol/model-detail";
import type { ModelRole } from "../../../lib/protocol/server-messages";
import { type ModelDetail, modelDetail } from "../model-detail";
import { BrokenAnswer, networkCodeOf, RefusedByServer } from "./errors";
import { ask, authorizationHeader, checkAnswer, type ModelServer, readBounded } from "./http";

const cardSchema = z.object({
  id: z.string().min(1).max(500),
  owned_by: z.string().nullish(),
  /** vLLM: prompt and answer together. */
  max_model_len: z.number().int().positive().nullish(),
  /** Speaches: what the model is for; it serves several kinds. */
  task: z.string().nullish(),
});
const modelListSchema = z.object({ data: z.array(cardSchema) });
const workerHealthSchema = z.object({ status: z.string(), detail: z.string().nullish() });
const maxListBytes = 1_048_576;
/** Speaches' names for what the roles do. */
const taskOf: Record<ModelRole, string> = {
  stt: "automatic-speech-recognition",
  llm: "text-generation",
  tts: "text-to-speech",
};

export interface ProbeOptions extends ModelServer {
  role: ModelRole;
  /** Model name to ask for; null: the first that the server lists for the role. */
  model: string | null;
  timeoutMs: number;
}

/** A server that can be asked now. */
export interface ProbedModel {
  /** What to send as `model`. */
  name: string;
  /** Prompt and answer together; null when the server does not say. */
  contextTokens: number | null;
  /** Which program serves it, as far as its requests differ: vLLM, or a worker of ours (server/model-workers). */
  servedBy: "vllm" | "avatar" | null;
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

/** What a server without a list of models is asked for: such servers have one model and ignore the name. */
const onlyModel = "default";

/** Asks a server which models it serves, and whether it is ready. Throws ProbeFailure, or the signal's reason. */
export async function probeModelServer(server: ProbeOptions, signal: AbortSignal): Promise<ProbedModel> {
  const timeout = AbortSignal.timeout(server.timeoutMs);
  const abort = AbortSignal.any([signal, timeout]);
  try {
    return await listModels(server, abort);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ProbeFailure) throw error;
    const { url } = server;
    const seconds = server.timeoutMs / 1_000;
    if (timeout.aborted) {
      throw new ProbeFailure("server_silent", { url, seconds }, `${url} did not answer within ${seconds} s.`);
    }
    if (error instanceof BrokenAnswer) {
      const message = `${url} is not a model server: ${error.message}`;
      throw new ProbeFailure("server_incompatible", { url }, message);
    }
    throw new ProbeFailure("server_unreachable", { url }, whyUnreachable(server, error));
  }
}

async function listModels(server: ProbeOptions, signal: AbortSignal): Promise<ProbedModel> {
  const { url, role, model: wanted } = server;
  let text: string;
  try {
    text = await readList(`${url}/models`, server, signal);
  } catch (error) {
    if (!(error instanceof RefusedByServer)) throw error;
    return await withoutList(server, error.status, signal);
  }
  const list = modelListSchema.safeParse(parseJson(text));
  if (!list.success) {
    const message = `${url}/models does not list models: is this an OpenAI-compatible server?`;
    throw new ProbeFailure("server_incompatible", { url }, message);
  }
  const models = list.data.data;
  const fits = ({ id, task }: z.infer<typeof cardSchema>) =>
    wanted === null ? !task || task === taskOf[role] : id === wanted;
  const model = models.find(fits);
  if (model) {
    const servedBy = model.owned_by === "vllm" || model.owned_by === "avatar" ? model.owned_by : null;
    if (servedBy === "avatar") await requireLoaded(server, signal);
    return { name: model.id, contextTokens: model.max_model_len ?? null, servedBy };
  }
  const names = models.slice(0, 5).map((each) => each.id);
  if (names.length === 0) throw new ProbeFailure("server_loading", { url }, `${url} serves no model yet.`);
  const lacked = wanted ?? taskOf[role];
  const message = `${url} does not serve "${lacked}". It serves: ${names.join(", ")}.`;
  throw new ProbeFailure("server_lacks_model", { url, model: lacked }, message);
}

async function readList(url: string, server: ModelServer, signal: AbortSignal): Promise<string> {
  const response = await ask(url, { headers: authorizationHeader(server), signal });
  return await readBounded(await checkAnswer(response), maxListBytes);
}

/** Our workers list their model while they still load it; their health says more. */
async function requireLoaded(server: ModelServer, signal: AbortSignal): Promise<void> {
  const { url } = server;
  const response = await ask(healthUrl(url), { headers: authorizationHeader(server), signal });
  const health = workerHealthSchema.safeParse(parseJson(await readBounded(response, maxListBytes)));
  if (response.ok) return;
  if (health.data?.status === "failed") {
    const message = `${url} could not load its model: ${health.data.detail ?? "its log says why"}.`;
    throw new ProbeFailure("server_error", { url, status: response.status }, message);
  }
  throw new ProbeFailure("server_loading", { url }, `${url} is still loading its model.`);
}

/** A server that refused to list its models: some have no such list, but are well. */
async function withoutList(server: ProbeOptions, status: number, signal: AbortSignal): Promise<ProbedModel> {
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
  if (status >= 300 && status < 400) {
    // Nor is it followed: what people said would go where nobody has chosen to send it.
    const message = `${url} sends to another address (HTTP ${status}). The URL must be that address itself.`;
    throw new ProbeFailure("server_incompatible", { url }, message);
  }
  if (!url.endsWith("/v1") && (await listsModels(`${url}/v1/models`, server, signal))) {
    const message = `${url} is not the whole URL. Its models are under /v1: write ${url}/v1.`;
    throw new ProbeFailure("server_incompatible", { url }, message);
  }
  const health = await ask(healthUrl(url), { headers: authorizationHeader(server), signal });
  health.cancel();
  if (health.ok) return { name: server.model ?? onlyModel, contextTokens: null, servedBy: null };
  if (health.status === 503) throw loading();
  const message = `${url} is not a model server (HTTP ${status}). Such URLs usually end in /v1.`;
  throw new ProbeFailure("server_incompatible", { url }, message);
}

async function listsModels(url: string, server: ModelServer, signal: AbortSignal): Promise<boolean> {
  try {
    return modelListSchema.safeParse(parseJson(await readList(url, server, signal))).success;
  } catch (error) {
    if (error instanceof RefusedByServer || error instanceof BrokenAnswer) return false;
    throw error;
  }
}

/** Beside `/v1`, behind whatever path a proxy has put before both. */
const healthUrl = (url: string) => new URL("health", url);

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
  if (code !== null && /CERT|UNABLE_TO_VERIFY/.test(code)) {
    return `${server.url} shows a certificate that is not trusted (${code}). If it is your own, name its file in NODE_EXTRA_CA_CERTS and start AVATAR again.`;
  }
  return `${server.url} can't be reached${code ? ` (${code})` : ""}: ${error instanceof Error ? error.message : "unknown error"}`;
}
