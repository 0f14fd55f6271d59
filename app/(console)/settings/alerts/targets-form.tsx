"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { AlertLines } from "@/lib/alerts/alert-room";
import { type AlertTargets, defaultAlertTargets } from "@/lib/alerts/targets";
import { type ServiceLevel, serviceLevels } from "@/lib/service-levels";
import { Refused } from "../../refused";
import { UnsavedGuard } from "../../unsaved-guard";
import { useNumberRefusal } from "../../use-number-refusal";
import { decideForHouseAction } from "../actions";
import { ChangedMeanwhile } from "../changed-meanwhile";
import { TextField } from "../text-field";
import { type TargetField, targetRanges, targetsIn, textsOf } from "./typed-targets";
import { useAlertAct } from "./use-alerts";

const isLevel = (field: TargetField): field is ServiceLevel => (serviceLevels as readonly string[]).includes(field);
const isSame = <Value,>(a: Value, b: Value) => JSON.stringify(a) === JSON.stringify(b);

/** From where on somebody is told. */
export function TargetsForm({ targets, lines }: { targets: AlertTargets; lines: AlertLines }) {
  const t = useTranslations("alerts");
  const { amountOf } = useAlertTexts();
  const [texts, setTexts] = useState(() => textsOf(targets));
  /** What holds as far as whoever types here has seen. */
  const [seen, setSeen] = useState(targets);
  const refusal = useNumberRefusal();
  /** The fields that were refused, with what was typed there. */
  const [invalid, setInvalid] = useState<readonly { field: TargetField; typed: string }[]>([]);
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
    const typed = targetsIn(texts);
    setInvalid("invalid" in typed ? typed.invalid.map((field) => ({ field, typed: texts[field] })) : []);
    if ("invalid" in typed) return;
    const change = { set: { alertTargets: typed.targets }, basedOn: { alertTargets: seen } };
    decide.mutate(change, { onSuccess: () => show(typed.targets) });
  };
  const unset = () => {
    const change = { unset: ["alertTargets"], basedOn: { alertTargets: seen } };
    decide.mutate(change, { onSuccess: () => show(defaultAlertTargets) });
  };
  const labelOf = (name: TargetField) => (isLevel(name) ? t(`levels.${name}`) : t(`targets.${name}`));
  const field = (name: TargetField) => ({
    label: labelOf(name),
    inputMode: "decimal" as const,
    value: texts[name],
    change: (value: string) => setTexts({ ...texts, [name]: value }),
    "aria-invalid": invalid.some((each) => each.field === name),
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
              <TextField key={level} {...field(level)} />
            ))}
          </div>
        </fieldset>
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField {...field("errorRate")} />
          <TextField {...field("windowMinutes")} />
          <TextField hint={t("targets.backupHint")} {...field("backupDays")} />
          <TextField {...field("certificateDays")} />
        </div>
        {invalid.length > 0 && (
          <div role="alert" className="grid gap-1 text-danger text-sm">
            {invalid.map(({ field: name, typed }) => (
              <p key={name}>{refusal(labelOf(name), typed, targetRanges[name])}</p>
            ))}
          </div>
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
