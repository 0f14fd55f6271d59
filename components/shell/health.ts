import { z } from "zod";
import { modelStatusSchema } from "@/lib/protocol/server-messages";

const healthSchema = z.object({ status: z.enum(["ok", "loading", "down"]), models: z.array(modelStatusSchema) });
export type Health = z.infer<typeof healthSchema>;

export type SystemState = "well" | "degraded" | "loading" | "down" | "unreachable" | "checking";

/** Reads /health. A 503 is an answer too: its body says what is not ready. Throws when there is no such answer. */
export async function fetchHealth(signal: AbortSignal): Promise<Health> {
  const response = await fetch("/health", { signal, cache: "no-store" });
  return healthSchema.parse(await response.json());
}

/** What the dot says. `failed` is true when the last request for /health got no answer. */
export function systemState(health: Health | undefined, failed: boolean): SystemState {
  if (failed) return "unreachable";
  if (!health) return "checking";
  if (health.status !== "ok") return health.status;
  return health.models.every((model) => model.state === "ready") ? "well" : "degraded";
}
