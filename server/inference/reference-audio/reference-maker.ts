import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "../../../lib/errors";
import type { ProcessEntry } from "../../platform/child-process/process-entry";
import { whichProgram } from "../../platform/child-process/which-program";
import { publish, temporaryPathFor, writeFileDurably } from "../../platform/files/atomic-file";
import { isDiskFull } from "../../platform/files/disk-room";
import type { Logger } from "../../platform/observability/logger";
import { followSignals } from "../../platform/timing/followed-signals";
import type { ReferenceMaker } from "../contract";
import type { ModelStore } from "../models/contract";
import { childEntry } from "./child-entry";
import type { ChildTask } from "./child-messages";
import { type ChildLimits, runChild } from "./run-child";

export interface ReferenceMakerOptions {
  store: ModelStore;
  logger: Logger;
  limits?: ChildLimits;
  entryOf?: (task: keyof ChildTask) => ProcessEntry;
  /** The path of ffmpeg, or null when there is none; looked for on PATH at each call. */
  ffmpeg?: () => string | null;
}

const defaultLimits: ChildLimits = { timeMs: 60_000, memoryBytes: 400 * 1_048_576 };
const findFfmpeg = () => whichProgram("ffmpeg", process.env);

export function createReferenceMaker({
  store,
  logger,
  limits = defaultLimits,
  entryOf = childEntry,
  ffmpeg = findFfmpeg,
}: ReferenceMakerOptions): ReferenceMaker {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();

  async function tracked<T>(caller: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal, release } = followSignals([caller, closing.signal]);
    const run = work(signal).finally(release);
    running.add(run);
    try {
      return await run;
    } catch (error) {
      if (isDiskFull(error)) throw new AppError("storage_failed", undefined, { cause: error });
      throw error;
    } finally {
      running.delete(run);
    }
  }

  return {
    decode({ uploadPath, decodedPath }, { signal: caller, onProgress = () => undefined }) {
      return tracked(caller, async (signal) => {
        await mkdir(dirname(decodedPath), { recursive: true, mode: 0o700 });
        const temporary = temporaryPathFor(decodedPath);
        const task = { uploadPath, decodedPath: temporary, ffmpeg: ffmpeg() };
        try {
          const decoded = await runChild("decode", task, {
            entry: entryOf("decode"),
            limits,
            signal,
            onProgress,
            logger,
          });
          await publish(temporary, decodedPath);
          return decoded;
        } finally {
          await rm(temporary, { force: true });
        }
      });
    },
    make({ decodedPath, referencePath, keep }, { signal: caller }) {
      return tracked(caller, async (signal) => {
        const { directory } = await store.ensure("silero-vad", { signal });
        const task = { decodedPath, keep, detectorPath: `${directory}/silero_vad_v5.onnx` };
        const options = { entry: entryOf("make"), limits, signal, onProgress: () => undefined, logger };
        const { file, ...reference } = await runChild("make", task, options);
        await writeFileDurably(referencePath, file);
        return { ...reference, sha256: createHash("sha256").update(file).digest("hex") };
      });
    },
    async close() {
      closing.abort(new AppError("shutting_down"));
      await Promise.allSettled(running);
    },
  };
}
