import type { ModelRole } from "../../../../../lib/models";
import type { StandInBehaviour } from "./behaviour";
import { omniModelOf, omniRefusal } from "./omni-models";

/** The servers that a stand-in can speak like, as their sources say they do; `plain` is OpenAI's own shape. */
export const dialectNames = ["plain", "vllm", "vllm-omni", "speaches", "whisper.cpp", "worker"] as const;
export type DialectName = (typeof dialectNames)[number];

export interface HttpAnswer {
  status: number;
  contentType: string | null;
  body: string;
}

/** The differences between these servers that a client can see. */
export interface Dialect {
  /** A card of `/v1/models`; null: there is no such path. */
  card: ((id: string, role: ModelRole, behaviour: StandInBehaviour) => Record<string, unknown>) | null;
  health(status: number): HttpAnswer;
  /** The body of `GET /v1/audio/voices`; null: there is no such path. */
  voices: ((behaviour: StandInBehaviour) => unknown) | null;
  /** Any error: shape, and with whisper.cpp the status too, are the server's own. `code`: of our workers. */
  error(status: number, message: string, code?: string): HttpAnswer;
  /** What it refuses that others take; null: nothing. */
  refusal(fields: Record<string, unknown>, role: ModelRole, behaviour: StandInBehaviour): Refusal | null;
  /** The `text` of a transcript. */
  transcript(text: string): string;
  /** How speech is sent. */
  speechFormat(fields: Record<string, unknown>, behaviour: StandInBehaviour): SpeechFormat;
  /** It prepares each reference once and keeps it, until it is told to forget it (`POST /voices/forget`). */
  keepsReferences: boolean;
  /** One call at a time: others wait. */
  serial: boolean;
}

export interface SpeechFormat {
  container: "pcm" | "wav";
  rateHz: number;
  /** In `X-Sample-Rate`, beside PCM. */
  statesRate: boolean;
}

export interface Refusal {
  status: number;
  message: string;
  code?: string;
}

const json = (status: number, body: unknown): HttpAnswer => ({
  status,
  contentType: "application/json",
  body: JSON.stringify(body),
});
const text = (status: number, body: string): HttpAnswer => ({ status, contentType: "text/plain", body });

const plain: Dialect = {
  card: (id, _, { contextTokens }) => ({
    id,
    object: "model",
    owned_by: "stand-in",
    ...(contextTokens === null ? {} : { max_model_len: contextTokens }),
  }),
  voices: null,
  health: (status) => ({ status, contentType: null, body: "" }),
  error: (status, message) => json(status, { error: { message, type: "server_error", code: status } }),
  refusal: () => null,
  transcript: (text) => text,
  speechFormat: (_, { speechFormat, speechRateHz }) => ({
    container: speechFormat,
    rateHz: speechRateHz,
    statesRate: true,
  }),
  keepsReferences: false,
  serial: false,
};

const vllm: Dialect = {
  ...plain,
  card: (id, _, { contextTokens }) => ({
    id,
    object: "model",
    created: 0,
    owned_by: "vllm",
    root: id,
    parent: null,
    max_model_len: contextTokens,
    permission: [],
  }),
  error: (status, message) =>
    status === 401
      ? json(status, { error: "Unauthorized" })
      : json(status, { error: { message, type: "BadRequestError", param: null, code: status } }),
  refusal(fields, _, { models, aliases, refusesPriority }) {
    if (![...models, ...aliases].includes(String(fields.model))) {
      return { status: 404, message: `The model \`${String(fields.model)}\` does not exist.` };
    }
    if (refusesPriority && (fields.priority ?? 0) !== 0) {
      return { status: 400, message: `Got priority ${fields.priority} but Priority scheduling is not enabled.` };
    }
    return null;
  },
};

/** One process serves one speech model; its name tells which (omni-models.ts). */
const vllmOmni: Dialect = {
  ...vllm,
  voices: ({ models }) => ({ voices: omniModelOf(models[0]).voices, uploaded_voices: [] }),
  refusal: (fields, role, behaviour) => vllm.refusal(fields, role, behaviour) ?? omniRefusal(fields),
  speechFormat: ({ response_format, model }) => ({
    container: response_format === "pcm" ? "pcm" : "wav",
    rateHz: omniModelOf(String(model)).rateHz,
    statesRate: false,
  }),
};

const tasks: Record<ModelRole, string> = {
  stt: "automatic-speech-recognition",
  llm: "text-generation",
  tts: "text-to-speech",
};

/** It serves voices beside its recognisers, so the first model in its list is not always a recogniser. */
const speaches: Dialect = {
  ...plain,
  card: (id, role) => ({
    id,
    created: 0,
    object: "model",
    owned_by: "someone",
    language: ["en", "zh"],
    task: id.includes("kokoro") ? tasks.tts : tasks[role],
  }),
  health: (status) => json(status, { message: "OK" }),
  error: (status, detail) => json(status, { detail }),
  refusal: ({ model }, _, { models }) =>
    models.includes(String(model))
      ? null
      : {
          status: 404,
          message: `Model '${String(model)}' is not installed locally. You can download the model using \`POST /v1/models\``,
        },
};

/** A segment mostly ends where a sentence does. */
const segmentsOf = (text: string) => text.match(/[^.!?。！？]+[.!?。！？]*\s*/gu)?.map((each) => each.trim()) ?? [];

/** One line a segment, each after a space as Whisper writes them; errors are rewritten, whatever they were. */
const whisperCpp: Dialect = {
  ...plain,
  card: null,
  health: (status) => (status === 200 ? json(status, { status: "ok" }) : text(404, "File Not Found (/health)")),
  error: (status, message) =>
    status === 400
      ? text(400, "Invalid request")
      : status === 500
        ? text(500, `500 Internal Server Error\n${message}`)
        : text(404, "File Not Found (/v1/audio/transcriptions)"),
  transcript: (text) =>
    segmentsOf(text)
      .map((segment) => ` ${segment}\n`)
      .join(""),
  serial: true,
};

const stepsOfF5 = [5, 6, 7, 10, 12, 16, 32];

/** The project's own workers (server/inference/workers): strict, so that tests find a client's mistakes. */
const worker: Dialect = {
  ...plain,
  card: (id, role) => ({
    id,
    object: "model",
    owned_by: "avatar",
    license: role === "tts" ? "CC-BY-NC-4.0" : "MIT",
  }),
  health: (status) =>
    json(status, { status: status === 200 ? "ready" : "loading", progress: status === 200 ? null : 0.4, detail: null }),
  keepsReferences: true,
  error: (status, message, code = "refused") =>
    json(status, { error: { message, type: status < 500 ? "invalid_request_error" : "server_error", code } }),
  refusal(fields, role, { models }) {
    const bad = (message: string): Refusal => ({ status: 400, message });
    if (!models.includes(String(fields.model))) return { status: 404, message: "This server has another model." };
    if (role === "stt") {
      if (typeof fields.language !== "string") return bad("Say the language: guessing it would double the time.");
      return Number(fields.temperature ?? 0) === 0 ? null : bad("The temperature is 0.");
    }
    if (fields.response_format !== "pcm" || fields.stream_format !== "audio") return bad("Only streamed PCM.");
    if (fields.mode !== "fast" && fields.mode !== "hq") return bad("'mode' is one of: fast, hq.");
    if (fields.nfe_step !== undefined && !stepsOfF5.includes(Number(fields.nfe_step))) return bad("'nfe_step' is odd.");
    if (!fields.ref_audio) return null;
    if (String(fields.ref_audio).startsWith("data:"))
      return { ...bad("The reference recording is not there."), code: "ref_audio_not_found" };
    return fields.ref_text ? null : { ...bad("A reference recording needs its transcript."), code: "ref_text_missing" };
  },
};

export const dialects: Record<DialectName, Dialect> = {
  plain,
  vllm,
  "vllm-omni": vllmOmni,
  speaches,
  "whisper.cpp": whisperCpp,
  worker,
};
