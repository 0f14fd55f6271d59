import { type AlertTargets, alertTargetsSchema } from "@/lib/alerts/targets";
import { type ServiceLevel, serviceLevels } from "@/lib/service-levels";
import { type NumberRange, numberIn } from "@/lib/typed-number";

/** The lines as they are typed: seconds, percent, minutes, days. */
export type TargetTexts = Record<TargetField, string>;
export type TargetField = ServiceLevel | "errorRate" | "windowMinutes" | "backupDays" | "certificateDays";

/** What each field takes; the ends are those of `alertTargetsSchema`, in the field's unit. */
export const targetRanges: Readonly<Record<TargetField, NumberRange>> = {
  ...(Object.fromEntries(
    serviceLevels.map((level) => [level, { min: 0.05, max: 60, isWhole: false }]),
  ) as unknown as Record<ServiceLevel, NumberRange>),
  errorRate: { min: 0.1, max: 50, isWhole: false },
  windowMinutes: { min: 5, max: 120, isWhole: true },
  backupDays: { min: 0.04, max: 366, isWhole: false },
  certificateDays: { min: 1, max: 365, isWhole: true },
};
const fields = Object.keys(targetRanges) as TargetField[];

export const textsOf = ({ p95Ms, errorRate, windowMinutes, backupAgeHours, certificateDays }: AlertTargets) =>
  ({
    ...Object.fromEntries(serviceLevels.map((level) => [level, String(p95Ms[level] / 1_000)])),
    // Every digit, so that saving another field changes nothing here; 0.07 * 100 has some of its own.
    errorRate: String(Number((errorRate * 100).toPrecision(12))),
    windowMinutes: String(windowMinutes),
    backupDays: backupAgeHours === null ? "" : String(Math.round((backupAgeHours / 24) * 100) / 100),
    certificateDays: String(certificateDays),
  }) as TargetTexts;

/** The lines that were typed, or the fields whose text is none of theirs; only the backup's may be empty. */
export function targetsIn(texts: TargetTexts): { targets: AlertTargets } | { invalid: TargetField[] } {
  const numbers = fields.map((field) => [field, numberIn(texts[field], targetRanges[field])] as const);
  const invalid = numbers.filter(([field, value]) => Number.isNaN(value) || (value === null && field !== "backupDays"));
  if (invalid.length > 0) return { invalid: invalid.map(([field]) => field) };
  const typed = Object.fromEntries(numbers) as Record<TargetField, number> & { backupDays: number | null };
  const targets = alertTargetsSchema.parse({
    p95Ms: Object.fromEntries(serviceLevels.map((level) => [level, Math.round(typed[level] * 1_000)])),
    errorRate: typed.errorRate / 100,
    windowMinutes: typed.windowMinutes,
    backupAgeHours: typed.backupDays === null ? null : Math.round(typed.backupDays * 24),
    certificateDays: typed.certificateDays,
  });
  return { targets };
}
