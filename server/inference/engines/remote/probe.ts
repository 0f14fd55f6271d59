import { z } from "zod";
import type { ModelDetailCode, ModelDetailValues } from "../../../../lib/model-detail";
import type { ModelRole } from "../../../../lib/models";
import { type ModelDetail, modelDetail } from "../../model-detail";
import { type CallDeadline, createCallDeadline } from "./call-deadline";
import { BrokenAnswer, networkCodeOf, RefusedByServer } from "./errors";
import { ask, authorizationHeader, checkAnswer, type ModelServer, readBounded } from "./http";

const cardSchema = z.object({
  id: z.string().min(1).max(500),
  owned_by: z.string().nullish(),
  /** vLLM: prompt and answer together. */
  max_model_len: z.number().int().positive().nullish(),
  /** A speech server that says numbers and dates rightly by itself may declare so. */
  normalises_text: z.boolean().nullish(),
  /** A speech server may declare that a request may bring its voice: `ref_audio` as a data URI, with `ref_text`. */
  clones_voices: z.boolean().nullish(),
  /** A server may state the licence of its model. */
  license: z.string().min(1).max(200).nullish(),
  /** vLLM: which weights it serves, whatever their served name. */
  root: z.string().nullish(),
  /** Sent by Speaches, which serves several kinds of models: what the model is for. */
  task: z.string().nullish(),
});
const modelListSchema = z.object({ data: z.array(cardSchema) });
/** vLLM-Omni's list of voices; other servers' lists have no `uploaded_voices`. */
const voiceListSchema = z.object({
  voices: z.array(z.string().min(1).max(200)),
  uploaded_voices: z.array(z.object({ name: z.string() })),
});
const workerHealthSchema = z.object({ status: z.string(), detail: z.string().nullish() });
const maxListBytes = 1_048_576;
/** Speaches' task names of our roles. */
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
  /**
   * Makes the smallest call of the role; throws what the call throws. It may take `tryTimeoutMs`, because the server
   * may have to load the model first.
   */
  tryModel: (model: ProbedModel, deadline: CallDeadline) => Promise<void>;
  tryTimeoutMs: number;
}

/** A server that can be asked now. */
export interface ProbedModel {
  /** What to send as `model`. */
  name: string;
  /** Prompt and answer together; null when the server does not say. */
  contextTokens: number | null;
  /**
   * Which program serves it, as far as its requests differ: vLLM, vLLM-Omni (speech), or a worker of ours
   * (server/inference/workers).
   */
  servedBy: "vllm" | "vllm-omni" | "avatar" | null;
  /** As in TextToSpeech.normalisesText. */
  normalisesText: boolean;
  /** Speech: a request may bring the voice to speak with. */
  clonesVoices: boolean;
  /** Speech: the voices that come with the model; null: not known. */
  voices: string[] | null;
  /** As the server states it; null: it doesn't. */
  licence: string | null;
  /** Whether the server's list has this name; `guessed`: there is no list, and no model was configured. */
  listed: "listed" | "unlisted" | "no_list" | "guessed";
}

/** Why a server can't be asked, in words that tell a person what to do. */
export class ProbeFailure<Code extends ModelDetailCode = ModelDetailCode> extends Error {
  readonly detail: ModelDetail;
  constructor(code: Code, values: ModelDetailValues<Code>, message: string) {
    super(message);
    this.detail = modelDetail(code, values, message);
  }

  /** True when the server reports that it is still loading. */
  get loading(): boolean {
    return this.detail.detail_code === "server_loading";
  }
}

/** The name that is sent to a server without a list of models: such servers have one model and ignore the name. */
const onlyModel = "default";

/** The environment variable that names the role's model. */
export const modelVariable = (role: ModelRole) => `AVATAR_${role.toUpperCase()}_MODEL`;

/** These statuses mean that a server has no list of models: the path does not exist, or does not take GET. */
const withoutListStatuses = new Set([404, 405, 501]);
/** The statuses with which servers refuse a model that they do not have. */
const refusesModel = new Set([400, 404, 422]);

/**
 * Asks a server which models it serves, and whether it is ready. `before` is what the last good probe found: a name
 * that the list lacks is tried with a call, but not again when `before` has it too. Throws ProbeFailure, or the
 * signal's reason.
 */
export async function probeModelServer(
  server: ProbeOptions,
  signal: AbortSignal,
  before: ProbedModel | null = null,
): Promise<ProbedModel> {
  const deadline = createCallDeadline([signal]);
  let seconds = server.timeoutMs / 1_000;
  deadline.expect("The list of models", server.timeoutMs);
  try {
    const found = await listModels(server, deadline.signal);
    const isKnown = before?.name === found.name && before.listed === found.listed;
    if ((found.listed === "unlisted" || found.listed === "no_list") && !isKnown) {
      seconds = server.tryTimeoutMs / 1_000;
      deadline.expect("The answer to a first call", server.tryTimeoutMs);
      await tryNamed(server, found, deadline);
    }
    const { others: _, ...model } = found;
    return model;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ProbeFailure) throw error;
    const { url } = server;
    if (deadline.signal.aborted) {
      throw new ProbeFailure("server_silent", { url, seconds }, `${url} did not answer within ${seconds} s.`);
    }
    if (error instanceof BrokenAnswer) {
      const message = `${url} is not a model server: ${error.message}`;
      throw new ProbeFailure("server_incompatible", { url }, message);
    }
    throw new ProbeFailure("server_unreachable", { url }, whyUnreachable(server, error));
  } finally {
    deadline.dispose();
  }
}

/**
 * Tries a configured model that is not in the server's list: some servers have no list, know a model by more names than
 * they list, or take any name. Throws ProbeFailure when the server refuses it.
 */
async function tryNamed(server: ProbeOptions, found: FoundModel, deadline: CallDeadline): Promise<void> {
  const { url } = server;
  try {
    await server.tryModel(found, deadline);
  } catch (error) {
    if (!(error instanceof RefusedByServer)) throw error;
    if (!refusesModel.has(error.status)) throw refusal(server, error.status);
    const served =
      found.listed === "unlisted"
        ? `It serves: ${found.others.join(", ")}.`
        : `It has no list of models: correct ${modelVariable(server.role)}, or the URL (HTTP ${error.status}).`;
    const message = `${url} does not serve "${found.name}". ${served}`;
    throw new ProbeFailure("server_lacks_model", { url, model: found.name }, message);
  }
}

interface FoundModel extends ProbedModel {
  /** The first few models of the list, for the message that the wanted one is not among them. */
  others: string[];
}

async function listModels(server: ProbeOptions, signal: AbortSignal): Promise<FoundModel> {
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
    const known: FoundModel = {
      name: model.id,
      contextTokens: model.max_model_len ?? null,
      servedBy,
      normalisesText: model.normalises_text === true,
      clonesVoices: role === "tts" && (servedBy === "avatar" || model.clones_voices === true),
      voices: null,
      licence: model.license ?? null,
      listed: "listed",
      others: [],
    };
    if (role !== "tts" || servedBy !== "vllm") return known;
    const voices = await omniVoices(server, signal);
    const clonesVoices = known.clonesVoices || !withoutCloning.test(model.root ?? model.id);
    return voices === null ? known : { ...known, servedBy: "vllm-omni", clonesVoices, voices };
  }
  const others = models.slice(0, 5).map((each) => each.id);
  if (others.length === 0) throw new ProbeFailure("server_loading", { url }, `${url} serves no model yet.`);
  if (wanted !== null) return { ...unknownModel(wanted), listed: "unlisted", others };
  const message = `${url} does not serve "${taskOf[role]}". It serves: ${others.join(", ")}.`;
  throw new ProbeFailure("server_lacks_model", { url, model: taskOf[role] }, message);
}

async function readList(url: string, server: ModelServer, signal: AbortSignal): Promise<string> {
  const response = await ask(url, { headers: authorizationHeader(server), signal });
  return await readBounded(await checkAnswer(response), maxListBytes);
}

/**
 * Of the models that vLLM-Omni serves, those that speak in their own voices only; a Qwen3-TTS comes as one checkpoint
 * for each. All others take a reference.
 */
const withoutCloning = /custom[-_.]?voice|voice[-_.]?design|voxtral|ming-?(flash|omni|tts)/i;

/** Other names would not fit into a voice's id. */
const voiceName = /^[\w-]{1,40}$/;

/** The voices that come with a model of vLLM-Omni; null: it is another server. */
async function omniVoices(server: ModelServer, signal: AbortSignal): Promise<string[] | null> {
  try {
    const list = voiceListSchema.safeParse(parseJson(await readList(`${server.url}/audio/voices`, server, signal)));
    if (!list.success) return null;
    const uploaded = new Set(list.data.uploaded_voices.map(({ name }) => name.toLowerCase()));
    return list.data.voices.filter((name) => voiceName.test(name) && !uploaded.has(name.toLowerCase()));
  } catch (error) {
    if (error instanceof RefusedByServer || error instanceof BrokenAnswer) return null;
    throw error;
  }
}

/** Our workers list their model while they still load it, so their health is asked too. */
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

const unknownModel = (name: string) => ({
  name,
  contextTokens: null,
  servedBy: null,
  normalisesText: false,
  clonesVoices: false,
  voices: null,
  licence: null,
  others: [],
});

/** Probes a server that refused to list its models: some servers have no such list, but are well. */
async function withoutList(server: ProbeOptions, status: number, signal: AbortSignal): Promise<FoundModel> {
  const { url } = server;
  if (!withoutListStatuses.has(status)) throw refusal(server, status);
  if (!url.endsWith("/v1") && (await listsModels(`${url}/v1/models`, server, signal))) {
    const message = `${url} is not the whole URL. Its models are under /v1: write ${url}/v1.`;
    throw new ProbeFailure("server_incompatible", { url }, message);
  }
  const health = await ask(healthUrl(url), { headers: authorizationHeader(server), signal });
  health.cancel();
  if (health.status === 503) throw refusal(server, 503);
  // With a configured name no list is needed: a call will show whether the server has the model.
  if (server.model !== null) return { ...unknownModel(server.model), listed: "no_list" };
  if (health.ok) return { ...unknownModel(onlyModel), listed: "guessed" };
  const variable = modelVariable(server.role);
  const message =
    `${url} is not a model server (HTTP ${status}), or has no list of models. ` +
    `Such URLs usually end in /v1; without a list, name the model in ${variable}.`;
  throw new ProbeFailure("server_lists_nothing", { url, variable }, message);
}

/** What an error status means for the whole server. */
function refusal({ url }: ProbeOptions, status: number): ProbeFailure {
  if (status === 401 || status === 403) {
    const message = `${url} refuses the API key (HTTP ${status}). Check the key in the configuration.`;
    return new ProbeFailure("server_refuses_key", { url }, message);
  }
  if (status === 503) return new ProbeFailure("server_loading", { url }, `${url} is still loading its model.`);
  if (status >= 500) {
    const message = `${url} answers with HTTP ${status}. Look at that server's log.`;
    return new ProbeFailure("server_error", { url, status }, message);
  }
  if (status >= 300 && status < 400) {
    // The redirect is not followed: what people said would go to an address that nobody has configured.
    const message = `${url} sends to another address (HTTP ${status}). The URL must be that address itself.`;
    return new ProbeFailure("server_incompatible", { url }, message);
  }
  const message = `${url} is not a model server (HTTP ${status}). Such URLs usually end in /v1.`;
  return new ProbeFailure("server_incompatible", { url }, message);
}

async function listsModels(url: string, server: ModelServer, signal: AbortSignal): Promise<boolean> {
  try {
    return modelListSchema.safeParse(parseJson(await readList(url, server, signal))).success;
  } catch (error) {
    if (error instanceof RefusedByServer || error instanceof BrokenAnswer) return false;
    throw error;
  }
}

/** `/health` stands beside `/v1`, also when a proxy puts a path before both. */
const healthUrl = (url: string) => besideModels(url, "health");

/** A path of the server itself, beside its `/v1`. */
export const besideModels = (url: string, path: string) => new URL(path, url);

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
