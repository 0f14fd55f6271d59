import { AppError } from "../../../../../lib/errors";
import { defaultRestartPolicy } from "../../../../platform/child-process/restart-delay";
import type { Logger } from "../../../../platform/observability/logger";
import { deferred } from "../../../../platform/timing/deferred";
import { followSignals } from "../../../../platform/timing/followed-signals";
import { untilAborted } from "../../../../platform/timing/on-abort";
import type { SpeakerEngine } from "../../../contract";
import { catalogue } from "../../../models/catalogue";
import type { ModelStore } from "../../../models/contract";
import { EngineProcess } from "../host/engine-process";
import { processEntry } from "../host/process-entry";
import { compareVoices } from "./compare-voices";
import type { SpeakerMethods } from "./methods";
import { speakerRecipe } from "./voice-print";

/** Longer recordings are judged by their beginning: more speech makes no better answer. */
const maxSamples = 120 * 16_000;
/** Both are fetched by the first call if they are missing. */
export const speakerModels = [catalogue.resemblyzer, catalogue["silero-vad"]] as const;

/**
 * Tells whether recordings are of the same person (Resemblyzer's GE2E encoder), on one thread of the CPU in a process of
 * its own. The first call fetches the models if they are missing, starts the process and loads them. Calls reject with
 * what the store says when a model can't be fetched, with `model_crashed` when the process ends meanwhile (the next call
 * works again), `model_unavailable` when it can't be started or the engine is closed, and the signal's reason.
 */
export function createSpeakerEngine({ store, logger }: { store: ModelStore; logger: Logger }): SpeakerEngine {
  const closing = new AbortController();
  /** Settled while the process is up or left alone for a while. */
  let up = deferred<void>();
  const child = new EngineProcess<SpeakerMethods>({
    name: "speaker",
    entry: processEntry("speaker"),
    failureCode: "internal",
    logger,
    restart: defaultRestartPolicy,
    // Nobody who talks waits for it.
    niceness: 10,
    onUp: () => {
      const waiting = up;
      up = deferred();
      up.resolve();
      waiting.resolve();
    },
    onCrash: ({ circuitOpen }) => {
      const waiting = up;
      up = deferred();
      if (circuitOpen) up.reject(new AppError("model_unavailable"));
      up.promise.then(waiting.resolve, waiting.reject);
    },
  });

  /** Loads the models into the process; for a process that has them it does nothing. */
  async function ready(signal: AbortSignal): Promise<void> {
    const [resemblyzer, silero] = await Promise.all(speakerModels.map(({ id }) => store.ensure(id, { signal })));
    if (!resemblyzer || !silero) throw new AppError("model_unavailable");
    child.start();
    await untilAborted(up.promise, signal);
    const options = { threads: 1, detectorPath: `${silero.directory}/silero_vad_v5.onnx` };
    await child.call("load", { model: "resemblyzer", directory: resemblyzer.directory, options }, signal);
  }

  async function call<K extends "embed" | "speakers">(method: K, audio: Float32Array, caller: AbortSignal) {
    const { signal, release } = followSignals([caller, closing.signal]);
    try {
      await ready(signal);
      const output = await child.call(method, { audio: audio.slice(0, maxSamples) }, signal);
      if (output === undefined) throw new AppError("internal");
      return output;
    } finally {
      release();
    }
  }

  return {
    async embed(audio, signal) {
      const print = await call("embed", audio, signal);
      const modelSha256 = catalogue.resemblyzer.files[0]?.sha256 ?? "";
      return { ...print, recipe: speakerRecipe, modelSha256 };
    },
    compare: compareVoices,
    speakers: (audio, signal) => call("speakers", audio, signal),
    async close() {
      closing.abort(new AppError("model_unavailable", "The engine is closed."));
      await child.close();
    },
  };
}
