import { onParentExit } from "../scripts/bootstrap/parent-exit.mjs";
import type { Logger } from "./platform/observability/logger";

/** One Ctrl-C may come twice: from the terminal, and passed on by npm where its shell is bash. */
const sameKeypressMs = 500;

/** Adds a step of the shutdown, before those that were added until now: what was opened last is closed first. */
export type OnShutdown = (name: string, run: () => void | Promise<void>) => void;

/** People's turns get this long to finish; then whatever is left is cut. */
const deadlineMs = 15_000;

/**
 * Runs the steps in order, once, on SIGTERM, SIGINT or SIGHUP, then exits 0. A step that fails is logged and the next
 * one runs. A second signal, or the deadline, exits 1 at once; one keypress that arrives twice is one signal. Steps
 * are added while the server starts. `logWritten` resolves when the log's last lines are out.
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
  onParentExit(() => stop("the process that started the server is gone"));
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  // A closed terminal. By default it would end this process at once, and leave model servers behind that hold a card's
  // memory.
  process.on("SIGHUP", () => stop("SIGHUP"));
  return (name, run) => void steps.unshift({ name, run });
}
