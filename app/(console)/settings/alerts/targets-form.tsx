"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { AlertLines } from "@/lib/alerts/alert-room";
import { type AlertTargets, alertTargetsSchema, defaultAlertTargets } from "@/lib/alerts/targets";
import { type ServiceLevel, serviceLevels } from "@/lib/service-levels";
import { Refused } from "../../refused";
import { UnsavedGuard } from "../../unsaved-guard";
import { decideForHouseAction } from "../actions";
import { ChangedMeanwhile } from "../changed-meanwhile";
import { TextField } from "../text-field";
import { useAlertAct } from "./use-alerts";

type Texts = Record<ServiceLevel | "errorRate" | "windowMinutes" | "backupDays" | "certificateDays", string>;

const textsOf = ({ p95Ms, errorRate, windowMinutes, backupAgeHours, certificateDays }: AlertTargets): Texts => ({
  ...(Object.fromEntries(serviceLevels.map((level) => [level, String(p95Ms[level] / 1_000)])) as Record<
    ServiceLevel,
    string
  >),
  errorRate: String(Math.round(errorRate * 1_000) / 10),
  windowMinutes: String(windowMinutes),
  backupDays: backupAgeHours === null ? "" : String(Math.round((backupAgeHours / 24) * 100) / 100),
  certificateDays: String(certificateDays),
});

/** A number as people in either language type it; NaN for anything else. */
const numberIn = (text: string) => (text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", ".")));

const targetsIn = (texts: Texts) =>
  alertTargetsSchema.safeParse({
    p95Ms: Object.fromEntries(serviceLevels.map((level) => [level, Math.round(numberIn(texts[level]) * 1_000)])),
    errorRate: numberIn(texts.errorRate) / 100,
    windowMinutes: numberIn(texts.windowMinutes),
    backupAgeHours: texts.backupDays.trim() === "" ? null : Math.round(numberIn(texts.backupDays) * 24),
    certificateDays: numberIn(texts.certificateDays),
  });

/** The field that a part of the targets comes from. */
const fieldOf = (path: readonly PropertyKey[]): string =>
  path[0] === "p95Ms" ? String(path[1]) : path[0] === "backupAgeHours" ? "backupDays" : String(path[0]);

const isSame = <Value,>(a: Value, b: Value) => JSON.stringify(a) === JSON.stringify(b);

/** From where on somebody is told. */
export function TargetsForm({ targets, lines }: { targets: AlertTargets; lines: AlertLines }) {
  const t = useTranslations("alerts");
  const { amountOf } = useAlertTexts();
  const [texts, setTexts] = useState(() => textsOf(targets));
  /** What holds as far as whoever types here has seen. */
  const [seen, setSeen] = useState(targets);
  const [invalid, setInvalid] = useState<readonly string[]>([]);
  const decide = useAlertAct(decideForHouseAction);
  const { isPending } = decide;
  const show = (held: AlertTargets) => {
    setSeen(held);
    setTexts(textsOf(held));
    setInvalid([]);
  };
  const choose = (answer: () => void) => {
    decide.reset();
    answer();
  };
  const isOther = !isSame(targets, seen);
  // A decision of somebody else shows as soon as it is known; what is being typed stays.
  if (isOther && !isPending && isSame(texts, textsOf(seen))) show(targets);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const parsed = targetsIn(texts);
    setInvalid(parsed.success ? [] : parsed.error.issues.map(({ path }) => fieldOf(path)));
    if (!parsed.success) return;
    const change = { set: { alertTargets: parsed.data }, basedOn: { alertTargets: seen } };
    decide.mutate(change, { onSuccess: () => show(parsed.data) });
  };
  const unset = () => {
    const change = { unset: ["alertTargets"], basedOn: { alertTargets: seen } };
    decide.mutate(change, { onSuccess: () => show(defaultAlertTargets) });
  };
  const field = (name: keyof Texts) => ({
    inputMode: "decimal" as const,
    value: texts[name],
    change: (value: string) => setTexts({ ...texts, [name]: value }),
    "aria-invalid": invalid.includes(name),
  });
  return (
    <section aria-labelledby="alert-targets" className="mt-10 border-t pt-6">
      <UnsavedGuard isActive={!isSame(texts, textsOf(seen))} />
      <h3 id="alert-targets" className="font-semibold text-sm">
        {t("targets.title")}
      </h3>
      <p className="mt-1 max-w-prose text-muted-foreground text-sm">{t("targets.what")}</p>
      <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
        <fieldset>
          <legend className="mb-2 font-medium text-sm">{t("targets.p95")}</legend>
          <div className="grid gap-3 sm:grid-cols-3">
            {serviceLevels.map((level) => (
              <TextField key={level} label={t(`levels.${level}`)} {...field(level)} />
            ))}
          </div>
        </fieldset>
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField label={t("targets.errorRate")} {...field("errorRate")} />
          <TextField label={t("targets.windowMinutes")} {...field("windowMinutes")} />
          <TextField label={t("targets.backupDays")} hint={t("targets.backupHint")} {...field("backupDays")} />
          <TextField label={t("targets.certificateDays")} {...field("certificateDays")} />
        </div>
        {invalid.length > 0 && (
          <p role="alert" className="text-danger text-sm">
            {t("targets.invalid")}
          </p>
        )}
        {isOther && !isPending ? (
          <ChangedMeanwhile
            what={t("targets.changedMeanwhile")}
            showHeld={() => choose(() => show(targets))}
            keepTyped={() => choose(() => setSeen(targets))}
          />
        ) : (
          <Refused error={decide.error} />
        )}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="secondary" className="pointer-coarse:h-11" disabled={isPending}>
            {isPending && <Spinner />}
            {t("targets.save")}
          </Button>
          <Button variant="ghost" className="pointer-coarse:h-11" disabled={isPending} onClick={unset}>
            {t("targets.reset")}
          </Button>
        </div>
      </form>
      <dl className="mt-4 grid gap-1 text-sm">
        <FixedLine name={t("kinds.vram")} value={amountOf("vram", lines.vram)} variable="AVATAR_VRAM_ALERT" />
        <FixedLine name={t("kinds.disk")} value={amountOf("disk", lines.diskWarnMib)} variable="AVATAR_DISK_WARN_MIB" />
      </dl>
    </section>
  );
}

/** A line that the environment sets: it is shown as it is. */
function FixedLine({ name, value, variable }: { name: string; value: string; variable: string }) {
  const t = useTranslations("alerts");
  return (
    <div className="flex flex-wrap items-baseline gap-x-2">
      <dt className="font-medium">{name}</dt>
      <dd className="tabular-nums">{value}</dd>
      <dd className="text-muted-foreground text-xs">{t("targets.setBy", { variable })}</dd>
    </div>
  );
}
