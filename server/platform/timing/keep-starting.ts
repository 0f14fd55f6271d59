import { setTimeout as sleep } from "node:timers/promises";
import { type Backoff, backoffMs } from "../../../lib/backoff";
import type { Logger } from "../observability/logger";

/** A download that failed is tried again soon at first; a missing network comes back within minutes, not seconds. */
const retry: Backoff = { firstMs: 5_000, maxMs: 60_000 };

/** Starts something that may fail for want of a network, again and again until it works or `signal` ends it. Never rejects. */
export async function keepStarting(
  name: string,
  start: () => Promise<void>,
  options: { signal: AbortSignal; logger: Logger },
): Promise<void> {
  for (let failures = 1; !options.signal.aborted; failures += 1) {
    try {
      return await start();
    } catch (error) {
      if (options.signal.aborted) return;
      const delayMs = backoffMs(retry, failures);
      options.logger.warn("start_failed", { name, retry_in_ms: delayMs, error });
      await sleep(delayMs, undefined, { signal: options.signal }).catch(() => undefined);
    }
  }
}
