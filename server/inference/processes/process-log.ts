import type { Logger } from "../../platform/observability/logger";
import type { ProcessStatus } from "./contract";

/**
 * Writes one log line for each change of state. `lastLines` is what the process printed before it ended, for the line
 * about its failure; empty when the process had been ready, because its output may then quote people.
 */
export function logChange(
  logger: Logger,
  before: ProcessStatus,
  after: ProcessStatus,
  lastLines: readonly string[],
): void {
  const { state, pid, detail, reason, progress } = after;
  if (state === "failed" && before.state !== "failed") {
    const retryInMs = after.retryAtMs === null ? null : Math.round(after.retryAtMs - Date.now());
    logger.error("model_process_failed", {
      ...{ reason, detail, retry_in_ms: retryInMs, circuit_open: after.circuitOpen },
      ...(lastLines.length > 0 && { last_lines: lastLines }),
    });
  } else if (state === "starting" && pid === null) {
    if (detail !== null) logger.info("model_process_waiting", { detail });
  } else if (state !== before.state || (state === "starting" && pid !== before.pid)) {
    logger.info(`model_process_${state}`, { pid, reason, detail, smaller: after.smaller });
  } else if (state === "starting" && (detail !== before.detail || progress !== before.progress)) {
    logger.info("model_process_loading", { progress, detail });
  }
}
