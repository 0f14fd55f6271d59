import { setTimeout as sleep } from "node:timers/promises";
import { type Backoff, backoffMs } from "../../../lib/backoff";
import type { Logger } from "../observability/logger";

/** A failed download is repeated soon at first, then each minute: a lost network is back after minutes, not seconds. */
const retry: Backoff = { firstMs: 5_000, maxMs: 60_000 };

/** Calls `start`, which may fail without a network, until it succeeds or `signal` aborts. Never rejects. */
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
