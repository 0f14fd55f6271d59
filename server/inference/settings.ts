import type { ModelRole } from "../../lib/models";
import type { LanguageModelChoice } from "./models/choose-models";

export interface RemoteModelConfig {
  /** OpenAI-compatible base URL, mostly ends in /v1; no trailing slash. */
  url: string;
  /** Model name to ask for; null: the first that the server lists. */
  model: string | null;
  apiKey: string | null;
}

/** A model server that AVATAR starts and watches itself, on 127.0.0.1. */
export interface ModelProcessConfig {
  /** Program and arguments with `{port}` and `{model}` to fill in; null: the recipe for this role. */
  command: readonly string[] | null;
  /** 0: a free one. */
  port: number;
  /** Name or folder of the model; null: the recipe's default. */
  model: string | null;
  python: string;
  /** Until it must be healthy, ms. */
  startTimeoutMs: number;
}

/** How one model is served: by a child process of the server itself, by a server elsewhere (watched, not started), or by one of ours. */
export type Serving =
  | { readonly kind: "embedded" }
  | ({ readonly kind: "remote" } & RemoteModelConfig)
  | ({ readonly kind: "process" } & ModelProcessConfig);

/** How the cards are shared; MiB as nvidia-smi counts them. */
export interface GpuConfig {
  /** Index or UUID of the card of each model. */
  llmGpu: string;
  ttsGpu: string;
  /** vLLM's `--gpu-memory-utilization`: a fraction of the card's total. */
  llmMemoryFraction: number;
  ttsVramMiB: number;
  /** Never given away on any card. */
  reserveMiB: number;
  /** Used / total at which the alert is raised. */
  alertFraction: number;
}

/** What of the configuration the models, their processes and the cards need. */
export interface InferenceSettings {
  /** Absolute; holds app.db, audio/, certs/. */
  readonly dataDir: string;
  /** Absolute; shared by all clones. */
  readonly modelsDir: string;
  /** Absolute; a further folder that model files are taken from. */
  readonly modelsSource: string | null;
  readonly serving: Readonly<Record<ModelRole, Serving>>;
  readonly gpu: GpuConfig;
  readonly llmContextTokens: number;
  readonly sttThreads: number;
  readonly ttsSteps: { fast: number; hq: number };
  /** Recording of the speech process's default voice, absolute; its words are beside it in a `.txt`. */
  readonly ttsVoice: string | null;
  readonly embeddedLlm: LanguageModelChoice;
  /** Cores that the embedded engines may use together. */
  readonly cpuThreads: number;
  readonly maxSessions: number;
  /** P95 of end of speech → first audio above which the voice is degraded. */
  readonly targetFirstAudioMs: number;
}
