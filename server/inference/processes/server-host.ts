import { type AttemptStatus, inState } from "../attempt-status";
import type { ServerHost } from "../contract";
import { modelDetail } from "../model-detail";
import type { ProcessStatus, ServerProcess } from "./contract";
import type { ModelFiles } from "./model-files";

/** One of our servers as its engine sees it: the state of the download, then that of the process. */
export function serverHost(running: ServerProcess, files: ModelFiles): ServerHost {
  // Before its first start nobody has unloaded it: it comes up by itself.
  let hasBegun = running.status().state !== "stopped";
  running.onStatus(({ state }) => {
    hasBegun ||= state !== "stopped";
  });
  const ofProcess = () => (hasBegun ? attemptStatusOf(running.status()) : inState("waiting"));
  return {
    status: () => ({
      name: files.name,
      licence: files.model().licence,
      ...(files.status() ?? ofProcess()),
    }),
    onStatus(listener) {
      const stops = [running.onStatus(listener), files.onStatus(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    ensureReady: (signal) => running.ensureReady(signal),
    ranOutOfMemory: () => running.ranOutOfMemory(),
  };
}

/** The state of the model, from the state of the process that serves it. */
function attemptStatusOf(status: ProcessStatus): AttemptStatus {
  const { state, progress, reason, detail, circuitOpen } = status;
  switch (state) {
    case "ready":
      return inState("ready");
    case "starting":
      return { state: "loading", progress, ...modelDetail("starting", {}, detail ?? "Starting") };
    case "stopped":
      return { ...inState("waiting"), ...modelDetail("unloaded", {}, "Unloaded: the next question loads it") };
    default: {
      if (reason === null) return inState("stopped");
      const isExhausted = circuitOpen && reason !== "not_startable" && reason !== "port_in_use";
      return { ...inState("failed"), ...modelDetail(isExhausted ? "circuit_open" : reason, {}, detail ?? "") };
    }
  }
}
