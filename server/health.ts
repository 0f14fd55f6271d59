import type { ModelStatus } from "../lib/protocol/server-messages";
import type { HealthReport } from "./runtime";

/**
 * `ok` when every model that chat needs is ready, `down` when one of them has failed or was stopped, else `loading`.
 * A model that chat can start without is listed but does not count.
 */
export function healthOf(models: ModelStatus[]): HealthReport {
  const needed = models.filter((model) => model.required);
  const isDown = (model: ModelStatus) => model.state === "failed" || model.state === "stopped";
  const status = needed.some(isDown) ? "down" : needed.every((model) => model.state === "ready") ? "ok" : "loading";
  return { status, models };
}
