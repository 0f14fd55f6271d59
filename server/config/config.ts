import { cpus, homedir } from "node:os";
import { join, resolve } from "node:path";
import type { ClientLimitSettings } from "../conversation/transport/client-limits";
import type { InferenceSettings, Serving } from "../inference/settings";
import type { RoomLimits } from "../platform/self-check/storage-state";
import { contradictions } from "./contradictions";
import { environmentSchema } from "./environment";
import { readSettings } from "./settings-file";

export interface Config extends InferenceSettings {
  readonly port: number;
  readonly host: string;
  readonly databasePath: string;
  readonly adminUsername: string;
  readonly adminPassword: string | null;
  readonly authSecret: string | null;
  readonly idleSessionMs: number;
  /** How long a login lasts after its password was entered, seconds. */
  readonly loginLifetimeS: number;
  /** How long what was set aside is kept, days; 0: for ever. */
  readonly quarantineDays: number;
  readonly clientLimits: ClientLimitSettings;
  /** Room on the data folder's disk. */
  readonly diskRoom: RoomLimits;
  /** Of standard output. */
  readonly logLevel: string;
  /** Of the file in the data folder. */
  readonly logFileLevel: string;
  readonly https: boolean;
  readonly allowedHosts: readonly string[];
  readonly development: boolean;
  /** For whoever starts this; one line each. */
  readonly warnings: readonly string[];
}

/**
 * Reads the environment and the settings file once. Throws an Error that names each bad variable; call it at start only.
 * `projectRoot` is where package.json lives: the default data folder, and the home of `avatar.env`.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>, projectRoot: string): Config {
  const { variables, warnings } = readSettings(environment, projectRoot);
  const parsed = environmentSchema.safeParse(variables);
  if (!parsed.success)
    throw invalid(parsed.error.issues.map(({ path, message }) => ({ name: path.join("."), message })));
  const env = parsed.data;
  const problems = contradictions(env, variables);
  if (problems.length > 0) throw invalid(problems);
  const dataDir = resolve(projectRoot, env.AVATAR_DATA_DIR ?? ".");

  function serving(role: "STT" | "LLM" | "TTS"): Serving {
    const url = env[`AVATAR_${role}_URL`];
    const model = env[`AVATAR_${role}_MODEL`] ?? null;
    if (env[`AVATAR_${role}_ENGINE`] !== "process") {
      return url ? { kind: "remote", url, model, apiKey: env[`AVATAR_${role}_API_KEY`] ?? null } : { kind: "embedded" };
    }
    return {
      kind: "process",
      command: env[`AVATAR_${role}_COMMAND`] ?? null,
      port: env[`AVATAR_${role}_PORT`],
      model,
      python: env[`AVATAR_${role}_PYTHON`],
      startTimeoutMs: env[`AVATAR_${role}_START_SECONDS`] * 1_000,
    };
  }

  return Object.freeze({
    port: env.PORT,
    host: env.HOST,
    dataDir,
    databasePath: join(dataDir, "app.db"),
    modelsDir: resolve(projectRoot, env.AVATAR_MODELS_DIR ?? join(homedir(), ".cache", "avatar", "models")),
    modelsSource: env.AVATAR_MODELS_SOURCE === undefined ? null : resolve(projectRoot, env.AVATAR_MODELS_SOURCE),
    adminUsername: env.AVATAR_ADMIN_USERNAME,
    adminPassword: env.AVATAR_ADMIN_PASSWORD ?? null,
    authSecret: env.AUTH_SECRET ?? null,
    serving: { stt: serving("STT"), llm: serving("LLM"), tts: serving("TTS") },
    gpu: {
      llmGpu: env.AVATAR_LLM_GPU,
      ttsGpu: env.AVATAR_TTS_GPU,
      llmMemoryFraction: env.AVATAR_LLM_GPU_MEMORY,
      ttsVramMiB: env.AVATAR_TTS_VRAM_MIB,
      reserveMiB: env.AVATAR_VRAM_RESERVE_MIB,
      alertFraction: env.AVATAR_VRAM_ALERT,
    },
    llmContextTokens: env.AVATAR_LLM_CONTEXT_TOKENS,
    sttThreads: env.AVATAR_STT_THREADS,
    ttsVoice: env.AVATAR_TTS_VOICE === undefined ? null : resolve(projectRoot, env.AVATAR_TTS_VOICE),
    ttsSteps: { fast: env.AVATAR_TTS_FAST_STEPS, hq: env.AVATAR_TTS_HQ_STEPS },
    embeddedLlm: env.AVATAR_EMBEDDED_LLM,
    cpuThreads: env.AVATAR_CPU_THREADS ?? Math.max(1, cpus().length),
    maxSessions: env.AVATAR_MAX_SESSIONS,
    idleSessionMs: env.AVATAR_IDLE_MINUTES * 60_000,
    loginLifetimeS: Math.round(env.AVATAR_LOGIN_HOURS * 3_600),
    quarantineDays: env.AVATAR_QUARANTINE_DAYS,
    diskRoom: {
      warnBytes: env.AVATAR_DISK_WARN_MIB * 1_048_576,
      minBytes: env.AVATAR_DISK_MIN_MIB * 1_048_576,
    },
    clientLimits: {
      socketsPerUser: env.AVATAR_MAX_SOCKETS_PER_USER,
      socketsPerAddress: env.AVATAR_MAX_SOCKETS_PER_ADDRESS,
      turnsPerMinute: env.AVATAR_MAX_TURNS_PER_MINUTE,
      messagesPerSecond: env.AVATAR_MAX_MESSAGES_PER_SECOND,
      silentSocketMs: env.AVATAR_SILENT_SOCKET_SECONDS * 1_000,
    },
    targetFirstAudioMs: env.AVATAR_TARGET_FIRST_AUDIO_MS,
    // In a terminal the start-up messages and the progress bar are for a person: info lines would drown them.
    logLevel: env.AVATAR_LOG_LEVEL ?? (process.stdout.isTTY ? "warn" : "info"),
    logFileLevel: env.AVATAR_LOG_LEVEL ?? "info",
    https: env.AVATAR_HTTPS,
    allowedHosts: env.AVATAR_ALLOWED_HOSTS,
    development: env.NODE_ENV === "development",
    warnings,
  });
}

function invalid(problems: readonly { name: string; message: string }[]): Error {
  const lines = problems.map(({ name, message }) => `  ${name}: ${message}`);
  return new Error(`The configuration is not valid:\n${lines.join("\n")}\nSee docs/configuration.md.`);
}
