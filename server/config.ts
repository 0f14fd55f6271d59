import { cpus, homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { passwordSchema } from "./auth/passwords";
import { type LanguageModelChoice, languageModelChoices } from "./models/choose-models";
import { usernameSchema } from "./services/users/user-input";

const port = z.coerce.number().int().min(0).max(65_535);
const openAiBaseUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ""))
  .optional();
const flag = z.enum(["0", "1", "true", "false", "on", "off"]).transform((v) => v === "1" || v === "true" || v === "on");

/** The environment variables that AVATAR reads, each in docs/configuration.md. */
const environmentSchema = z.object({
  PORT: port.default(8000),
  HOST: z.string().min(1).default("0.0.0.0"),
  AVATAR_DATA_DIR: z.string().min(1).optional(),
  AVATAR_MODELS_DIR: z.string().min(1).optional(),
  AVATAR_ADMIN_USERNAME: usernameSchema.default("admin"),
  AVATAR_ADMIN_PASSWORD: passwordSchema.optional(),
  AUTH_SECRET: z.string().min(32).optional(),
  AVATAR_STT_URL: openAiBaseUrl,
  AVATAR_LLM_URL: openAiBaseUrl,
  AVATAR_TTS_URL: openAiBaseUrl,
  AVATAR_STT_MODEL: z.string().min(1).optional(),
  AVATAR_LLM_MODEL: z.string().min(1).optional(),
  AVATAR_TTS_MODEL: z.string().min(1).optional(),
  AVATAR_STT_API_KEY: z.string().min(1).optional(),
  AVATAR_LLM_API_KEY: z.string().min(1).optional(),
  AVATAR_TTS_API_KEY: z.string().min(1).optional(),
  /** Which embedded language model to prefer: `auto` takes Qwen2.5 where Hugging Face answers. */
  AVATAR_EMBEDDED_LLM: z.enum(languageModelChoices).default("auto"),
  AVATAR_CPU_THREADS: z.coerce.number().int().min(1).max(256).optional(),
  AVATAR_MAX_SESSIONS: z.coerce.number().int().min(1).max(1_000).default(5),
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
    ),
  NODE_ENV: z.string().default("production"),
});

/** The names above; a test holds docs/configuration.md to them. */
export const environmentVariables = Object.keys(environmentSchema.shape);

export interface RemoteModelConfig {
  /** OpenAI-compatible base URL, ends in /v1, no trailing slash. */
  url: string;
  /** Model name to ask for; null: the first that the server lists. */
  model: string | null;
  apiKey: string | null;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute; holds app.db, audio/, certs/. */
  readonly dataDir: string;
  readonly databasePath: string;
  /** Absolute; shared by all clones. */
  readonly modelsDir: string;
  readonly adminUsername: string;
  readonly adminPassword: string | null;
  readonly authSecret: string | null;
  readonly remote: { stt: RemoteModelConfig | null; llm: RemoteModelConfig | null; tts: RemoteModelConfig | null };
  readonly embeddedLlm: LanguageModelChoice;
  /** Cores that the embedded engines may use together. */
  readonly cpuThreads: number;
  readonly maxSessions: number;
  readonly logLevel: string;
  readonly https: boolean;
  readonly allowedHosts: readonly string[];
  readonly development: boolean;
}

/**
 * Reads the environment once. Throws an Error that names each bad variable; call it at start only.
 * `projectRoot` is where package.json lives: the default data folder.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>, projectRoot: string): Config {
  const parsed = environmentSchema.safeParse(
    Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== "")),
  );
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The configuration is not valid:\n${lines.join("\n")}\nSee docs/configuration.md.`);
  }
  const env = parsed.data;
  const dataDir = resolve(projectRoot, env.AVATAR_DATA_DIR ?? ".");
  const remote = (url: string | undefined, model: string | undefined, apiKey: string | undefined) =>
    url ? { url, model: model ?? null, apiKey: apiKey ?? null } : null;
  return Object.freeze({
    port: env.PORT,
    host: env.HOST,
    dataDir,
    databasePath: join(dataDir, "app.db"),
    modelsDir: resolve(projectRoot, env.AVATAR_MODELS_DIR ?? join(homedir(), ".cache", "avatar", "models")),
    adminUsername: env.AVATAR_ADMIN_USERNAME,
    adminPassword: env.AVATAR_ADMIN_PASSWORD ?? null,
    authSecret: env.AUTH_SECRET ?? null,
    remote: {
      stt: remote(env.AVATAR_STT_URL, env.AVATAR_STT_MODEL, env.AVATAR_STT_API_KEY),
      llm: remote(env.AVATAR_LLM_URL, env.AVATAR_LLM_MODEL, env.AVATAR_LLM_API_KEY),
      tts: remote(env.AVATAR_TTS_URL, env.AVATAR_TTS_MODEL, env.AVATAR_TTS_API_KEY),
    },
    embeddedLlm: env.AVATAR_EMBEDDED_LLM,
    cpuThreads: env.AVATAR_CPU_THREADS ?? Math.max(1, cpus().length),
    maxSessions: env.AVATAR_MAX_SESSIONS,
    // In a terminal the start-up messages and the progress bar are for a person: info lines would drown them.
    logLevel: env.AVATAR_LOG_LEVEL ?? (process.stdout.isTTY ? "warn" : "info"),
    https: env.AVATAR_HTTPS,
    allowedHosts: env.AVATAR_ALLOWED_HOSTS,
    development: env.NODE_ENV === "development",
  });
}
