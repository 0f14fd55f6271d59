import { z } from "zod";
import { errorRateTarget, levelTargetsMs, type ServiceLevel, serviceLevels } from "../service-levels";

const targetMsSchema = z.number().int().min(50).max(60_000);

/** From where on an administrator is told; what the environment sets (VRAM, room on the disk) is not among it. */
export const alertTargetsSchema = z.object({
  /** P95 of each service level, ms. */
  p95Ms: z.object(
    Object.fromEntries(serviceLevels.map((level) => [level, targetMsSchema])) as Record<
      ServiceLevel,
      typeof targetMsSchema
    >,
  ),
  /** Failed of all turns, 0 to 1. */
  errorRate: z.number().min(0.001).max(0.5),
  /** How far back P95 and the error rate look, minutes. */
  windowMinutes: z.number().int().min(5).max(120),
  /** Null: backups are made by other means. */
  backupAgeHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 366)
    .nullable(),
  certificateDays: z.number().int().min(1).max(365),
});
export type AlertTargets = z.infer<typeof alertTargetsSchema>;

export const defaultAlertTargets: AlertTargets = {
  p95Ms: { ...levelTargetsMs },
  errorRate: errorRateTarget,
  windowMinutes: 15,
  backupAgeHours: 7 * 24,
  certificateDays: 14,
};
