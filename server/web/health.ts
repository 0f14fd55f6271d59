import { canStore, type StorageHealth } from "../../lib/health";
import type { ModelStatus } from "../../lib/models";
import type { ServiceLevel } from "../../lib/service-level";
import type { HealthReport } from "./runtime";

/**
 * `ok` when every model that chat needs is ready, `down` when one of them has failed or was stopped, else `loading`. A model that
 * chat can do without is listed but does not count: so does the chosen voice while the embedded one speaks in its place. Without
 * any voice chat is not `ok`, whatever the models say of themselves. Nor is it where no turn can be stored: `down`.
 */
export function healthOf(models: ModelStatus[], service: ServiceLevel, storage: StorageHealth): HealthReport {
  const isReplaced = ({ role }: ModelStatus) => role === "tts" && service.level === "cpu_voice";
  const listed = models.map((model) => (isReplaced(model) ? { ...model, required: false } : model));
  const status = canStore(storage) ? statusOf(listed, service) : "down";
  return { status, models: listed, service, storage };
}

function statusOf(models: ModelStatus[], { level }: ServiceLevel): HealthReport["status"] {
  const needed = models.filter((model) => model.required);
  if (needed.some(({ state }) => state === "failed" || state === "stopped")) return "down";
  if (needed.some(({ state }) => state !== "ready")) return "loading";
  return level === "text_only" ? "down" : "ok";
}
