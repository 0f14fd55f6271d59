import type { PagesMetrics } from "../scraped-metrics";

/** A pages' process with nothing to do. */
export const idlePages: PagesMetrics = {
  requests: { running: 0, waiting: 0 },
  rejected: 0,
  residentBytes: 150 * 1_048_576,
  restarts: { crash: 0, memory: 0 },
};
