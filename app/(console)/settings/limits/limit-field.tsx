"use client";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Spinner } from "@/components/ui/spinner";
import { type NumberRange, numberIn } from "@/lib/typed-number";
import { Refused } from "../../refused";
import { UnsavedGuard } from "../../unsaved-guard";
import { useNumberRefusal } from "../../use-number-refusal";
import { decideForHouseAction } from "../actions";
import { ChangedMeanwhile } from "../changed-meanwhile";
import { useHouseAct } from "../use-house-act";

interface LimitFieldProps {
  settingKey: string;
  label: string;
  hint: string;
  range: NumberRange;
  /** What the house has decided; null: nothing. */
  decided: number | null;
  /** Who decided it last, in words. */
  decidedBy: string;
  /** What holds now, and what holds while nobody has decided. */
  value: number;
  standard: number;
  /** The environment variable that sets it, so that it can't be changed here; null: none does. */
  variable: string | null;
}

/** One number, with what it was before anybody decided it. */
export function LimitField(props: LimitFieldProps) {
  const { settingKey, label, hint, range, decided, decidedBy, value, standard, variable } = props;
  const t = useTranslations("settings.limits");
  const format = useFormatter();
  const id = useId();
  const [draft, setDraft] = useState<{ typed: string; basedOn: number | null } | null>(null);
  const refusal = useNumberRefusal();
  /** What was typed and refused. */
  const [refused, setRefused] = useState<string | null>(null);
  const decide = useHouseAct(decideForHouseAction);
  const typed = draft?.typed ?? null;
  const isOther = draft !== null && draft.basedOn !== decided && !decide.isPending;
  const take = (next: typeof draft) => {
    decide.reset();
    setDraft(next);
  };
  const isChanged = typed !== null && typed.trim() !== String(value);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (draft === null) return;
    const number = numberIn(draft.typed, range) ?? Number.NaN;
    setRefused(Number.isNaN(number) ? draft.typed : null);
    if (Number.isNaN(number)) return;
    const input = { set: { [settingKey]: number }, basedOn: { [settingKey]: draft.basedOn } };
    decide.mutate(input, { onSuccess: () => setDraft(null) });
  };
  return (
    <form onSubmit={submit} aria-label={label} noValidate className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <UnsavedGuard isActive={isChanged} />
      <div className="min-w-0 flex-1 basis-64">
        <Label htmlFor={id}>{label}</Label>
        <p id={`${id}-hint`} className="mt-0.5 text-muted-foreground text-xs">
          {hint} {variable === null ? t("standard", { value: format.number(standard) }) : t("setBy", { variable })}
        </p>
        {refused !== null && (
          <p role="alert" className="mt-1 text-danger text-sm">
            {refusal(label, refused, range)}
          </p>
        )}
        {isOther ? (
          <ChangedMeanwhile
            what={t("changedMeanwhile", { by: decidedBy, value: format.number(value) })}
            showHeld={() => take(null)}
            keepTyped={() => take({ ...draft, basedOn: decided })}
          />
        ) : (
          <Refused className="mt-1" error={decide.error} />
        )}
      </div>
      {variable === null ? (
        <span className="flex flex-wrap items-center gap-2">
          <Input
            id={id}
            inputMode="decimal"
            autoComplete="off"
            className="w-28 text-right tabular-nums"
            value={typed ?? String(value)}
            aria-invalid={refused !== null}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setDraft({ basedOn: decided, ...draft, typed: event.target.value })}
          />
          <Button
            type="submit"
            variant={isChanged ? "primary" : "secondary"}
            className="h-10 pointer-coarse:h-11"
            disabled={!isChanged || decide.isPending}
          >
            {decide.isPending && <Spinner />}
            {t("save")}
          </Button>
        </span>
      ) : (
        <span className="flex items-center gap-2">
          <Badge>{t("fixed")}</Badge>
          <Input
            id={id}
            readOnly
            className="w-28 bg-muted text-right tabular-nums"
            value={String(value)}
            aria-describedby={`${id}-hint`}
          />
        </span>
      )}
    </form>
  );
}
