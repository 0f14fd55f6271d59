import type { ModelStatus } from "../../../../lib/models";
import type { Logger } from "../../../platform/observability/logger";
import { inState } from "../../attempt-status";
import type { Engine, VoiceDetector } from "../../contract";
import { modelDetail } from "../../model-detail";
import type { ModelStore } from "../../models/contract";
import { downloading } from "../../models/downloading";
import { StatusBoard } from "./host/status-board";
import { createVoiceDetector } from "./voice-detector";

export interface WatchedVoiceDetector extends Pick<Engine, "models" | "onStatus"> {
  /** Null until its model is on this disk and loaded. */
  detector(): VoiceDetector | null;
  /** Fetches and loads; rejects with the reason, which is also in its status. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The voice detector, and its model's status from download to ready as /health shows it. */
export function createWatchedVoiceDetector(options: { store: ModelStore; logger: Logger }): WatchedVoiceDetector {
  const closing = new AbortController();
  let detector: VoiceDetector | null = null;
  const board = new StatusBoard();
  const firstStatus: ModelStatus = {
    role: "vad",
    model: "silero-vad",
    name: "Silero VAD v5",
    kind: "embedded",
    ...inState("waiting"),
    languages: ["zh-TW", "en"],
    trial: false,
    licence: "MIT",
    required: true,
  };
  board.begin(firstStatus);
  return {
    detector: () => detector,
    models: () => board.all(),
    onStatus: (listener) => board.onStatus(listener),
    async start() {
      const report = board.begin(firstStatus);
      let failure: "download_failed" | "load_failed" = "download_failed";
      try {
        const model = await options.store.ensure("silero-vad", {
          signal: closing.signal,
          onProgress: (progress) => report(downloading(progress)),
        });
        failure = "load_failed";
        report({ ...inState("loading"), licence: model.licence });
        detector = await createVoiceDetector(`${model.directory}/silero_vad_v5.onnx`);
        report({ state: "ready" });
      } catch (error) {
        if (closing.signal.aborted) return;
        const detail = modelDetail(failure, {}, error instanceof Error ? error.message : String(error));
        report({ ...inState("failed"), ...detail });
        options.logger.error("voice_detector_failed", { error });
        throw error;
      }
    },
    async close() {
      closing.abort();
      board.stop();
      await detector?.close();
      detector = null;
    },
  };
}
