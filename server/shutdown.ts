import { onParentExit } from "../scripts/bootstrap/parent-exit.mjs";
import type { Logger } from "./platform/observability/logger";

/** One Ctrl-C may arrive twice: from the terminal, and from npm, which passes it on when its shell is bash. */
const sameKeypressMs = 500;

/** Adds a shutdown step, which runs before all earlier ones: what was opened last is closed first. */
export type OnShutdown = (name: string, run: () => void | Promise<void>) => void;

/** The shutdown steps have this long, so that running turns can finish; then the process exits. */
const deadlineMs = 15_000;

/**
 * On SIGTERM, SIGINT, SIGHUP or the end of the parent process, runs the steps once, the last added first, and exits
 * with 0. A failed step is logged and the next one runs. A second signal, or the deadline, exits with 1 at once; a
 * keypress that arrives twice counts once. Steps are added while the server starts. `logWritten` resolves when the last
 * log lines are written.
 */
export function installShutdown(logger: Logger, logWritten: () => Promise<void>): OnShutdown {
  const steps: { name: string; run: () => void | Promise<void> }[] = [];
  let stoppingSinceMs: number | null = null;
  const stop = (reason: string) => {
    if (stoppingSinceMs !== null) {
      const isAnother = performance.now() - stoppingSinceMs > sameKeypressMs;
      if (reason.startsWith("SIG") && isAnother) process.exit(1);
      return;
    }
    stoppingSinceMs = performance.now();
    logger.info("shutdown_begin", { reason });
    setTimeout(() => {
      logger.error("shutdown_deadline_passed", { deadline_ms: deadlineMs });
      process.exit(1);
    }, deadlineMs).unref();
    void (async () => {
      for (const step of steps) {
        const startedMs = performance.now();
        try {
          await step.run();
          logger.debug("shutdown_step", { step: step.name, duration_ms: Math.round(performance.now() - startedMs) });
        } catch (error) {
          logger.error("shutdown_step_failed", { step: step.name, error });
        }
      }
      logger.info("shutdown_complete");
      await logWritten();
      process.exit(0);
    })();
  };
  onParentExit(() => stop("the process that started the server has ended"));
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  // A closed terminal sends SIGHUP. Its default action would end this process at once and leave model servers running.
  process.on("SIGHUP", () => stop("SIGHUP"));
  return (name, run) => void steps.unshift({ name, run });
}
