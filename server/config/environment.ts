import { z } from "zod";
import { passwordSchema } from "../auth/passwords";
import { urlHost } from "../http/addresses";
import { hostOfHeader } from "../http/allowed-hosts";
import { languageModelChoices } from "../models/choose-models";
import { type ProcessRole, processRoles, whyUnfit } from "../models/process-models";
import { usernameSchema } from "../services/users/user-input";
import { commandSchema } from "./command-line";

const port = z.coerce.number().int().min(0).max(65_535);
const openAiBaseUrl = z
  .url({ protocol: /^https?$/ })
  .refine(isPlainUrl, "must be without user name, password, ? and #; a key goes into AVATAR_*_API_KEY")
  .transform((url) => url.replace(/\/+$/, ""))
  .optional();
const flag = z.enum(["0", "1", "true", "false", "on", "off"]).transform((v) => v === "1" || v === "true" || v === "on");
const text = z.string().min(1).optional();
const engine = z.enum(["embedded", "process"]).default("embedded");
const seconds = (fallback: number) => z.coerce.number().int().min(1).max(86_400).default(fallback);

/** `fetch` takes no password in a URL, and says so in a message that holds it. */
function isPlainUrl(url: string): boolean {
  // What is no URL at all was refused before.
  if (!URL.canParse(url)) return true;
  const { username, password, search, hash } = new URL(url);
  return `${username}${password}${search}${hash}` === "";
}

/** What the F5-TTS worker has tuned schedules for, and the full quality of 32. */
const synthesisSteps = z.coerce.number().pipe(z.union([5, 6, 7, 10, 12, 16, 32].map((steps) => z.literal(steps))));

/** The variables that AVATAR reads from the environment or the settings file, each in docs/configuration.md. */
const variables = z.object({
  PORT: port.default(8000),
  HOST: z.string().min(1).default("0.0.0.0"),
  AVATAR_DATA_DIR: z.string().min(1).optional(),
  AVATAR_MODELS_DIR: z.string().min(1).optional(),
  AVATAR_MODELS_SOURCE: z.string().min(1).optional(),
  AVATAR_ADMIN_USERNAME: usernameSchema.default("admin"),
  AVATAR_ADMIN_PASSWORD: passwordSchema.optional(),
  AUTH_SECRET: z.string().min(32).optional(),
  AVATAR_STT_URL: openAiBaseUrl,
  AVATAR_LLM_URL: openAiBaseUrl,
  AVATAR_TTS_URL: openAiBaseUrl,
  AVATAR_STT_MODEL: text,
  AVATAR_LLM_MODEL: text,
  AVATAR_TTS_MODEL: text,
  AVATAR_STT_API_KEY: text,
  AVATAR_LLM_API_KEY: text,
  AVATAR_TTS_API_KEY: text,
  /** `process`: AVATAR starts and watches the model server itself. */
  AVATAR_STT_ENGINE: engine,
  AVATAR_LLM_ENGINE: engine,
  AVATAR_TTS_ENGINE: engine,
  AVATAR_STT_COMMAND: commandSchema.optional(),
  AVATAR_LLM_COMMAND: commandSchema.optional(),
  AVATAR_TTS_COMMAND: commandSchema.optional(),
  AVATAR_STT_PORT: port.default(8002),
  AVATAR_LLM_PORT: port.default(8001),
  AVATAR_TTS_PORT: port.default(8003),
  AVATAR_STT_START_SECONDS: seconds(120),
  AVATAR_LLM_START_SECONDS: seconds(900),
  AVATAR_TTS_START_SECONDS: seconds(180),
  /** Python that has faster-whisper, vLLM, F5-TTS; each may live in an environment of its own. */
  AVATAR_STT_PYTHON: z.string().min(1).default("python3"),
  AVATAR_LLM_PYTHON: z.string().min(1).default("python3"),
  AVATAR_TTS_PYTHON: z.string().min(1).default("python3"),
  /** Index or UUID as nvidia-smi prints it. */
  AVATAR_LLM_GPU: z
    .string()
    .regex(/^(\d+|GPU-[0-9a-fA-F-]+)$/, "must be a GPU's index or UUID")
    .default("0"),
  AVATAR_TTS_GPU: z
    .string()
    .regex(/^(\d+|GPU-[0-9a-fA-F-]+)$/, "must be a GPU's index or UUID")
    .default("0"),
  /** 0.45 of a 3090's 24 GiB is about 10.6 GiB: Qwen2.5-7B-AWQ and its KV cache. */
  AVATAR_LLM_GPU_MEMORY: z.coerce.number().min(0.05).max(0.95).default(0.45),
  AVATAR_LLM_CONTEXT_TOKENS: z.coerce.number().int().min(1_024).max(131_072).default(8_192),
  AVATAR_TTS_VRAM_MIB: z.coerce.number().int().min(256).max(1_048_576).default(4_096),
  AVATAR_VRAM_RESERVE_MIB: z.coerce.number().int().min(1_024).max(1_048_576).default(1_024),
  AVATAR_VRAM_ALERT: z.coerce.number().min(0.5).max(0.99).default(0.9),
  AVATAR_STT_THREADS: z.coerce.number().int().min(1).max(256).default(8),
  AVATAR_TTS_FAST_STEPS: synthesisSteps.default(16),
  AVATAR_TTS_HQ_STEPS: synthesisSteps.default(32),
  /** F5-TTS speaks like a recording; its words are in a text file beside it. */
  AVATAR_TTS_VOICE: z
    .string()
    .regex(/\.wav$/i, "must be a .wav file, with its words in a .txt file of the same name")
    .optional(),
  /** Which embedded language model to prefer: `auto` takes Qwen2.5 where Hugging Face answers. */
  AVATAR_EMBEDDED_LLM: z.enum(languageModelChoices).default("auto"),
  AVATAR_CPU_THREADS: z.coerce.number().int().min(1).max(256).optional(),
  AVATAR_MAX_SESSIONS: z.coerce.number().int().min(1).max(1_000).default(5),
  /** A voice session in which nobody spoke for so long gives its place up while others wait for one. */
  AVATAR_IDLE_MINUTES: z.coerce.number().min(0.01).max(1_440).default(5),
  /** Above this P95 the voice is made simpler step by step. */
  AVATAR_TARGET_FIRST_AUDIO_MS: z.coerce.number().int().min(100).max(60_000).default(1_500),
  AVATAR_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).optional(),
  /** HTTPS beside plain HTTP on loopback; `0` serves plain HTTP only (microphones then work on localhost alone). */
  AVATAR_HTTPS: flag.default(true),
  /** Further host names that may appear in a URL, comma-separated (a reverse proxy, a DNS name). */
  AVATAR_ALLOWED_HOSTS: z
    .string()
    .default("")
    .transform((list) =>
      list
        .split(",")
        .map((host) => host.trim().toLowerCase())
        .filter(Boolean),
    )
    .refine(
      (hosts) => hosts.every((host) => hostOfHeader(urlHost(host)) === host),
      "must be names or addresses, without scheme and port",
    ),
  NODE_ENV: z.string().default("production"),
});

/** The variables with the rules between them. */
export const environmentSchema = variables.superRefine((env, ctx) => {
  const problem = (name: string, message: string) => ctx.addIssue({ code: "custom", path: [name], message });
  const portOf = new Map([[env.PORT, "PORT"]]);
  for (const role of processRoles) {
    const prefix = `AVATAR_${role.toUpperCase() as Uppercase<ProcessRole>}` as const;
    if (env[`${prefix}_ENGINE`] === "embedded") continue;
    if (env[`${prefix}_URL`] !== undefined) {
      problem(
        `${prefix}_URL`,
        `there is also ${prefix}_ENGINE=process; a model is either served elsewhere or started here`,
      );
    }
    const [command = null, model = null] = [env[`${prefix}_COMMAND`], env[`${prefix}_MODEL`]];
    const unfit = whyUnfit(role, { command, model });
    if (unfit) problem(`${prefix}_MODEL`, unfit);
    const number = env[`${prefix}_PORT`];
    const other = number === 0 ? undefined : portOf.get(number);
    if (other) problem(`${prefix}_PORT`, `${number} is ${other}, too`);
    portOf.set(number, `${prefix}_PORT`);
  }
});

/** The names above; a test holds docs/configuration.md to them. */
export const environmentVariables = Object.keys(variables.shape);
