import { z } from "zod";
import {
  canStore,
  clockHealthSchema,
  downloadHealthSchema,
  type LanguageHealth,
  languageHealthSchema,
  storageHealthSchema,
} from "@/lib/health";
import { loadsWhenNeeded, modelStatusSchema } from "@/lib/models";

const healthSchema = z.object({
  status: z.enum(["ok", "loading", "down"]),
  models: z.array(modelStatusSchema),
  languages: z.array(languageHealthSchema).optional(),
  storage: storageHealthSchema.optional(),
  clock: clockHealthSchema.optional(),
  download: downloadHealthSchema.optional(),
});
export type Health = z.infer<typeof healthSchema>;

export type SystemState = "well" | "degraded" | "loading" | "down" | "unreachable" | "checking";

/**
 * Reads /health. A 503 is a valid response too: its body says what is not ready. Throws when there is no such
 * response.
 */
export async function fetchHealth(signal: AbortSignal): Promise<Health> {
  const response = await fetch("/health", { signal, cache: "no-store" });
  return healthSchema.parse(await response.json());
}

/** The state of the dot. `failed` is true when the last request for /health got no response. */
export function systemState(health: Health | undefined, failed: boolean): SystemState {
  if (failed) return "unreachable";
  if (!health) return "checking";
  if (health.status !== "ok") return health.status;
  const { models, storage, clock } = health;
  const isLimited =
    limitedLanguages(health).length > 0 || (storage && storage.state !== "ok") || (clock && clock.state !== "ok");
  return isLimited || models.some((model) => model.state !== "ready") ? "degraded" : "well";
}

/** The languages in which something does not work now. */
export function limitedLanguages(health: Health | undefined): LanguageHealth[] {
  return health?.languages?.filter(({ missing }) => missing.length > 0) ?? [];
}

/** The reason, as a key of `system.reasons`. */
export function reasonOf(state: SystemState, health: Health | undefined): SystemState | "cannotStore" | "unloaded" {
  if (state === "down" && health?.storage && !canStore(health.storage)) return "cannotStore";
  return state === "degraded" && health && isOnlyUnloaded(health) ? "unloaded" : state;
}

/** Everything would be well but for models that the next question loads. */
function isOnlyUnloaded(health: Health): boolean {
  const models = health.models.filter((model) => !loadsWhenNeeded(model));
  return systemState({ ...health, models }, false) === "well";
}
