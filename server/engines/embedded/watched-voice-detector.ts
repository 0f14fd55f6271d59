import type { ModelStatus } from "../../../lib/protocol/server-messages";
import type { ModelStore } from "../../models/contract";
import type { Logger } from "../../observability/logger";
import type { Engine, VoiceDetector } from "../contract";
import { modelDetail, noDetail } from "../model-detail";
import { downloadDetail } from "./host/download-detail";
import { createVoiceDetector } from "./voice-detector";

export interface WatchedVoiceDetector extends Pick<Engine, "models" | "onStatus"> {
  /** Null until its model is on this disk and loaded. */
  detector(): VoiceDetector | null;
  /** Fetches and loads; rejects with the reason, which is also in its status. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The voice detector with its model's way from the store to ready, as /health shows it. */
export function createWatchedVoiceDetector(options: { store: ModelStore; logger: Logger }): WatchedVoiceDetector {
  const listeners = new Set<(status: ModelStatus) => void>();
  const closing = new AbortController();
  let detector: VoiceDetector | null = null;
  let status: ModelStatus = {
    role: "vad",
    model: "silero-vad",
    name: "Silero VAD v5",
    kind: "embedded",
    state: "waiting",
    progress: null,
    ...noDetail,
    languages: ["zh-TW", "en"],
    trial: false,
    licence: "MIT",
    required: true,
  };
  const set = (change: Partial<ModelStatus>) => {
    status = { ...status, progress: null, ...noDetail, ...change };
    for (const listener of listeners) listener(status);
  };
  return {
    detector: () => detector,
    models: () => [status],
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async start() {
      let failure: "download_failed" | "load_failed" = "download_failed";
      try {
        const model = await options.store.ensure("silero-vad", {
          signal: closing.signal,
          onProgress: ({ receivedBytes, totalBytes, source }) =>
            set({ state: "downloading", progress: receivedBytes / totalBytes, ...downloadDetail(source) }),
        });
        failure = "load_failed";
        set({ state: "loading", licence: model.licence });
        detector = await createVoiceDetector(`${model.directory}/silero_vad_v5.onnx`);
        set({ state: "ready" });
      } catch (error) {
        if (closing.signal.aborted) return;
        set({ state: "failed", ...modelDetail(failure, {}, error instanceof Error ? error.message : String(error)) });
        options.logger.error("voice_detector_failed", { error });
        throw error;
      }
    },
    async close() {
      closing.abort();
      set({ state: "stopped" });
      await detector?.close();
      detector = null;
    },
  };
}
