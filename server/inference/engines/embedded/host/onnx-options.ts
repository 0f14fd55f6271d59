import type { InferenceSession } from "onnxruntime-node";

/**
 * The environment in which onnxruntime sends no telemetry: its 1.30 build for Linux otherwise
 * keeps usage events in a database of its own and has an address to upload them to.
 * Read when the first session is made.
 */
export const onnxStaysHere = { ORT_DISABLE_TELEMETRY: "1" } as const;

/**
 * Session options for one of several models that share the cores: its own small thread pool, and threads that sleep
 * instead of spinning between operators (spinning steals the core from the model next door).
 */
export function onnxOptions(threads: number): InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    extra: {
      session: {
        intra_op: { allow_spinning: "0" },
        inter_op: { allow_spinning: "0" },
      },
    },
  };
}
