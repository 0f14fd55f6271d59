import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../observability/logger";

/** A download that failed is tried again soon at first; a missing network comes back within minutes, not seconds. */
const firstDelayMs = 5_000;
const longestDelayMs = 60_000;

/** Starts something that may fail for want of a network, again and again until it works or `signal` ends it. Never rejects. */
export async function keepStarting(
  name: string,
  start: () => Promise<void>,
  options: { signal: AbortSignal; logger: Logger },
): Promise<void> {
  for (let delayMs = firstDelayMs; !options.signal.aborted; delayMs = Math.min(2 * delayMs, longestDelayMs)) {
    try {
      return await start();
    } catch (error) {
      if (options.signal.aborted) return;
      options.logger.warn("start_failed", { name, retry_in_ms: delayMs, error });
      await sleep(delayMs, undefined, { signal: options.signal }).catch(() => undefined);
    }
  }
}
