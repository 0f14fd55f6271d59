import { isIP } from "node:net";
import { homedir } from "node:os";
import { z } from "zod";
import { longestLoginS } from "../access/login-lifetime";
import { passwordSchema } from "../access/passwords";
import { languageModelChoices } from "../inference/models/choose-models";
import { usernameSchema } from "../records/users/user-input";
import { urlHost } from "../web/addresses";
import { hostOfHeader } from "../web/allowed-hosts";
import { commandSchema } from "./command-line";
import { modelServerUrlSchema } from "./model-server-url";

/** What JavaScript's `Number` takes besides (0x10, 1e3) is a slip here. */
function numbers(shape: RegExp, kind: string) {
  return (least: number, most: number) => {
    const isWithin = (text: string) => shape.test(text) && Number(text) >= least && Number(text) <= most;
    return z.string().refine(isWithin, `must be ${kind} from ${least} to ${most}`).transform(Number);
  };
}

const number = numbers(/^\d*\.?\d+$/, "a number");
const wholeNumber = numbers(/^\d+$/, "a whole number");
const port = wholeNumber(0, 65_535);
const url = modelServerUrlSchema.optional();
const flag = z.enum(["0", "1", "true", "false", "on", "off"]).transform((v) => v === "1" || v === "true" || v === "on");
/** A file, a folder, a program or a name; a shell would have put the home folder in place of ~. */
const path = z.string().transform((text) => text.replace(/^~(?=\/)/, homedir()));
const apiKey = z.string().regex(/^[\x20-\x7e]+$/, "must be plain ASCII: it goes into an HTTP header");
const engine = z.enum(["embedded", "process"]).optional();
const seconds = wholeNumber(1, 86_400);
/** A UUID's digits as the driver writes them: PyTorch compares them as text. */
const card = z
  .string()
  .regex(/^(\d+|GPU-[0-9a-fA-F-]+)$/, "must be a GPU's index or UUID")
  .transform((name) => name.replace(/[A-F]/g, (digit) => digit.toLowerCase()));

/** What the F5-TTS worker has tuned schedules for, and the full quality of 32. */
const synthesisSteps = z.enum(["5", "6", "7", "10", "12", "16", "32"]).transform(Number);

/** The variables that AVATAR reads from the environment or the settings file, each in docs/configuration.md. */
export const environmentSchema = z.object({
  PORT: port.default(8000),
  HOST: z
    .string()
    .refine(
      (host) => isIP(host) !== 0 || /^[\w.-]+$/.test(host),
      "must be a name or an address, without scheme and port",
    )
    .default("0.0.0.0"),
  AVATAR_DATA_DIR: path.optional(),
  AVATAR_MODELS_DIR: path.optional(),
  AVATAR_MODELS_SOURCE: path.optional(),
  AVATAR_ADMIN_USERNAME: usernameSchema.default("admin"),
  AVATAR_ADMIN_PASSWORD: passwordSchema
    .regex(/^\P{Cc}*$/u, "must be without control characters; a line end of another system?")
    .optional(),
  AUTH_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  AVATAR_STT_URL: url,
  AVATAR_LLM_URL: url,
  AVATAR_TTS_URL: url,
  AVATAR_STT_MODEL: path.optional(),
  AVATAR_LLM_MODEL: path.optional(),
  AVATAR_TTS_MODEL: path.optional(),
  AVATAR_STT_API_KEY: apiKey.optional(),
  AVATAR_LLM_API_KEY: apiKey.optional(),
  AVATAR_TTS_API_KEY: apiKey.optional(),
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
  AVATAR_STT_START_SECONDS: seconds.default(120),
  AVATAR_LLM_START_SECONDS: seconds.default(900),
  AVATAR_TTS_START_SECONDS: seconds.default(180),
  /** Python that has faster-whisper, vLLM, F5-TTS; each may live in an environment of its own. */
  AVATAR_STT_PYTHON: path.default("python3"),
  AVATAR_LLM_PYTHON: path.default("python3"),
  AVATAR_TTS_PYTHON: path.default("python3"),
  /** Index or UUID as nvidia-smi prints it. */
  AVATAR_LLM_GPU: card.default("0"),
  AVATAR_TTS_GPU: card.default("0"),
  /** 0.45 of a 3090's 24 GiB is about 10.6 GiB: Qwen2.5-7B-AWQ and its KV cache. */
  AVATAR_LLM_GPU_MEMORY: number(0.05, 0.95).default(0.45),
  AVATAR_LLM_CONTEXT_TOKENS: wholeNumber(1_024, 131_072).default(8_192),
  AVATAR_TTS_VRAM_MIB: wholeNumber(256, 1_048_576).default(4_096),
  AVATAR_VRAM_RESERVE_MIB: wholeNumber(1_024, 1_048_576).default(1_024),
  AVATAR_VRAM_ALERT: number(0.5, 0.99).default(0.9),
  AVATAR_STT_THREADS: wholeNumber(1, 256).default(8),
  AVATAR_TTS_FAST_STEPS: synthesisSteps.default(16),
  AVATAR_TTS_HQ_STEPS: synthesisSteps.default(32),
  /** F5-TTS speaks like a recording; its words are in a text file beside it. */
  AVATAR_TTS_VOICE: z
    .string()
    .regex(/\.wav$/i, "must be a .wav file, with its words in a .txt file of the same name")
    .pipe(path)
    .optional(),
  /** Which embedded language model to prefer: `auto` takes Qwen2.5 where Hugging Face answers. */
  AVATAR_EMBEDDED_LLM: z.enum(languageModelChoices).default("auto"),
  AVATAR_CPU_THREADS: wholeNumber(1, 256).optional(),
  AVATAR_MAX_SESSIONS: wholeNumber(1, 1_000).default(5),
  /** Recordings without a row, and what a restore replaced, are removed for good after so many days; 0 keeps them for ever. */
  AVATAR_QUARANTINE_DAYS: wholeNumber(0, 36_500).default(30),
  /** A voice session in which nobody spoke for so long gives its place up while others wait for one. */
  AVATAR_IDLE_MINUTES: number(0.01, 1_440).default(5),
  /** A login lasts so long after its password was entered; renewing it asks for the password again. */
  AVATAR_LOGIN_HOURS: number(0.01, longestLoginS / 3_600).default(12),
  /** Sockets, turns and messages of one person, whatever connections they come over; an address is ten people. */
  AVATAR_MAX_SOCKETS_PER_USER: wholeNumber(1, 100_000).default(20),
  AVATAR_MAX_SOCKETS_PER_ADDRESS: wholeNumber(1, 100_000).default(200),
  AVATAR_MAX_TURNS_PER_MINUTE: wholeNumber(1, 1_000_000).default(60),
  AVATAR_MAX_MESSAGES_PER_SECOND: wholeNumber(1, 1_000_000).default(1_000),
  /** A socket on which nothing is said for so long after it was opened is closed. */
  AVATAR_SILENT_SOCKET_SECONDS: wholeNumber(1, 86_400).default(60),
  /** Less room on the data folder's disk is told; less than the second is a full disk: a long turn would not fit. */
  AVATAR_DISK_WARN_MIB: wholeNumber(0, 100_000_000).default(1_024),
  AVATAR_DISK_MIN_MIB: wholeNumber(0, 100_000_000).default(8),
  /** Above this P95 the voice is made simpler step by step. */
  AVATAR_TARGET_FIRST_AUDIO_MS: wholeNumber(100, 60_000).default(1_500),
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
      "must be names or addresses, without scheme, port and brackets",
    ),
  NODE_ENV: z.string().default("production"),
});

export type Environment = z.infer<typeof environmentSchema>;

/** The names above; a test holds docs/configuration.md to them. */
export const environmentVariables = Object.keys(environmentSchema.shape);
