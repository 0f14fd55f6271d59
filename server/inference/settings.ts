import { cpus } from "node:os";
import { z } from "zod";
import { type Language, languageSchema, languages } from "../../lib/languages";
import { modelServerUrlSchema } from "../../lib/model-server-url";
import type { ModelRole } from "../../lib/models";
import { commandSchema } from "../platform/settings/command-line";
import { number, oneOf, orNull, path, port, wholeNumber } from "../platform/settings/fields";
import { problem } from "../platform/settings/problem";
import { optionalProjectPath, projectPath, type SettingsOf, variable } from "../platform/settings/variable";
import { gpuVariables } from "./gpu/settings";
import { languageModelChoices } from "./models/language-models";

const apiKey = z.string().regex(/^[\x20-\x7e]+$/, problem("must be plain ASCII: it goes into an HTTP header"));
/** Written with commas: `en` or `zh-TW,en`. */
const languageList = z
  .string()
  .transform((text) => text.split(",").map((language) => language.trim()))
  .pipe(
    z.custom<Language[]>(
      (names) => Array.isArray(names) && names.every((name) => languageSchema.safeParse(name).success),
      problem("must be {languages}, or several with commas", { languages: languages.join(", ") }),
    ),
  );
const threads = wholeNumber(1, 256);

/** Numbers of denoising steps for which the F5-TTS worker (workers/speech_request.py) has a tuned schedule. */
export const tunedSpeechSteps = [5, 6, 7, 10, 12, 16] as const;
/** All that the worker takes: 32 is its full quality. */
export const speechSteps = [...tunedSpeechSteps, 32] as const;
const steps = oneOf(speechSteps.map(String)).transform(Number);

/** The settings of one model, whoever serves it. */
function modelVariables(role: ModelRole, process: { port: number; startSeconds: number }) {
  const prefix = `AVATAR_${role.toUpperCase()}`;
  return {
    /** `process`: AVATAR starts and watches the model server itself. */
    engine: variable(`${prefix}_ENGINE`, orNull(oneOf(["embedded", "process"]))),
    /** OpenAI-compatible base URL, mostly ends in /v1; no trailing slash. */
    url: variable(`${prefix}_URL`, orNull(modelServerUrlSchema)),
    /** Name or folder of the model; null: the first that the server lists, or the default of the process's recipe. */
    model: variable(`${prefix}_MODEL`, orNull(path)),
    apiKey: variable(`${prefix}_API_KEY`, orNull(apiKey)),
    /** What the model serves, which no model server says; null: every language. */
    languages: variable(`${prefix}_LANGUAGES`, orNull(languageList)),
    /** Program and arguments with `{port}` and `{model}` to fill in; null: the recipe for this role. */
    command: variable(`${prefix}_COMMAND`, orNull(commandSchema)),
    /** Of the process, on 127.0.0.1; 0: a free one. */
    port: variable(`${prefix}_PORT`, port.default(process.port)),
    /** The process must be healthy within this time, ms. */
    startTimeoutMs: variable(
      `${prefix}_START_SECONDS`,
      wholeNumber(1, 86_400)
        .default(process.startSeconds)
        .transform((seconds) => seconds * 1_000),
    ),
    /** Python that has faster-whisper, vLLM, F5-TTS; null: that of the installed environment (`avatar workers`). */
    python: variable(`${prefix}_PYTHON`, orNull(path)),
  };
}

export const inferenceVariables = {
  /** Absolute; shared by all clones. */
  modelsDir: projectPath("AVATAR_MODELS_DIR", path.prefault("~/.cache/avatar/models")),
  /** Absolute; a further folder that model files are taken from. */
  modelsSource: optionalProjectPath("AVATAR_MODELS_SOURCE", path),
  models: {
    stt: modelVariables("stt", { port: 8002, startSeconds: 120 }),
    llm: modelVariables("llm", { port: 8001, startSeconds: 900 }),
    tts: modelVariables("tts", { port: 8003, startSeconds: 180 }),
  },
  gpu: gpuVariables,
  llmContextTokens: variable("AVATAR_LLM_CONTEXT_TOKENS", wholeNumber(1_024, 131_072).default(8_192)),
  sttThreads: variable("AVATAR_STT_THREADS", threads.default(8)),
  ttsSteps: {
    fast: variable("AVATAR_TTS_FAST_STEPS", steps.default(16)),
    hq: variable("AVATAR_TTS_HQ_STEPS", steps.default(32)),
  },
  /**
   * Recording of the speech process's default voice, absolute: F5-TTS speaks like it. Its words are beside it in a
   * `.txt`. Null: the embedded voice speaks one.
   */
  ttsVoice: optionalProjectPath(
    "AVATAR_TTS_VOICE",
    z
      .string()
      .regex(/\.wav$/i, problem("must be a .wav file, with its words in a .txt file of the same name"))
      .pipe(path),
  ),
  /** Which embedded language model to use: `auto` takes the better one where Hugging Face answers. */
  embeddedLlm: variable("AVATAR_EMBEDDED_LLM", oneOf(languageModelChoices).default("auto")),
  /** Cores that the embedded engines may use together. */
  cpuThreads: variable(
    "AVATAR_CPU_THREADS",
    threads.optional().transform((count) => count ?? Math.max(1, cpus().length)),
  ),
  maxSessions: variable("AVATAR_MAX_SESSIONS", wholeNumber(1, 1_000).default(5)),
  /** A voice session in which nobody spoke for this long gives its place up while others wait for one, ms. */
  idleSessionMs: variable(
    "AVATAR_IDLE_MINUTES",
    number(0.01, 1_440)
      .default(5)
      .transform((minutes) => minutes * 60_000),
  ),
  /** P95 of end of speech → first audio above which the voice is made simpler step by step. */
  targetFirstAudioMs: variable("AVATAR_TARGET_FIRST_AUDIO_MS", wholeNumber(100, 60_000).default(1_500)),
};

export type ModelSettings = SettingsOf<ReturnType<typeof modelVariables>>;
/** `languages`: what the model serves, where not every language. */
type Served = { readonly languages?: readonly Language[] };
export type RemoteModelConfig = { readonly url: string } & Pick<ModelSettings, "model" | "apiKey"> & Served;
/** A model server that AVATAR starts and watches itself, on 127.0.0.1. */
export type ModelProcessConfig = Pick<ModelSettings, "command" | "port" | "model" | "python" | "startTimeoutMs"> &
  Served;

/**
 * How one model is served: by an embedded engine in a child process, by a server elsewhere (watched, not started), or
 * by a model server that AVATAR starts.
 */
export type Serving =
  | { readonly kind: "embedded" }
  | ({ readonly kind: "remote" } & RemoteModelConfig)
  | ({ readonly kind: "process" } & ModelProcessConfig);

export function servingOf({ engine, url, model, apiKey, languages, ...process }: ModelSettings): Serving {
  const served = languages === null ? {} : { languages };
  if (engine === "process") return { kind: "process", model, ...process, ...served };
  return url === null ? { kind: "embedded" } : { kind: "remote", url, model, apiKey, ...served };
}

/** The part of the configuration that models, their processes and the cards need. */
export interface InferenceSettings extends Omit<SettingsOf<typeof inferenceVariables>, "models"> {
  readonly serving: Readonly<Record<ModelRole, Serving>>;
  /** Absolute. */
  readonly dataDir: string;
}
