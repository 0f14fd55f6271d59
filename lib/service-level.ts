import { z } from "zod";

/**
 * How the voice is made, from what the person asked for down to text alone. Each step costs less than the one before.
 */
export const serviceLevels = ["full", "fast", "fewer_steps", "cpu_voice", "text_only"] as const;
export const serviceLevelSchema = z.object({
  level: z.enum(serviceLevels),
  /** Why it is not `full`; null when it is. */
  reason: z.enum(["latency", "vram", "model_failed"]).nullable(),
});
export type ServiceLevel = z.infer<typeof serviceLevelSchema>;
