"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/textarea";
import { type Verdict, verdicts } from "@/lib/replay/verdict";
import { type CaseComparison, finalVerdict, type ReplayRunView } from "@/lib/replay/views";
import { Refused } from "../../refused";
import { UnsavedGuard } from "../../unsaved-guard";
import { useDates } from "../../use-dates";
import { setVerdictAction } from "../actions";
import { ChoiceField } from "../choice-field";
import { isPending } from "../comparison-filter";
import { Field } from "../field";
import { useAction } from "../use-action";
import { PendingText } from "./pending-text";
import { VerdictBadge } from "./verdict-badge";

interface VerdictFormProps {
  comparison: CaseComparison;
  run: ReplayRunView;
  againstRunId: number | null;
  /** By a blind choice. */
  suggested: Verdict | null;
}

/** The verdict that counts, and a person's own over the thresholds'. */
export function VerdictForm({ comparison, run, againstRunId, suggested }: VerdictFormProps) {
  const t = useTranslations("replay.verdict");
  const { moment } = useDates();
  const save = useAction(setVerdictAction);
  const { human, verdict, reasons } = comparison;
  const pending = isPending(comparison, run);
  const [chosen, setChosen] = useState<Verdict>(suggested ?? finalVerdict(comparison));
  const [note, setNote] = useState(human?.note ?? "");
  const key = { runId: run.id, againstRunId, caseId: comparison.case.id };
  return (
    <section aria-label={t("label")} className="space-y-3">
      <h2 className="flex flex-wrap items-center gap-2 font-semibold text-base">
        {t("label")}
        {!pending && <VerdictBadge verdict={finalVerdict(comparison)} />}
      </h2>
      <p className="text-muted-foreground text-sm">
        {pending ? (
          <PendingText run={run} done={comparison.results.length} />
        ) : (
          [
            human
              ? t("byPerson", { by: human.by, at: moment(human.at) })
              : t("byThresholds", { verdict: t(`names.${verdict}`) }),
            ...reasons.map((reason) => t(`reasons.${reason}`)),
          ].join(" · ")
        )}
      </p>
      {human?.note && <p className="whitespace-pre-wrap break-words text-sm">{human.note}</p>}
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ ...key, verdict: chosen, note });
        }}
      >
        <UnsavedGuard isActive={note.trim() !== (human?.note ?? "")} asksWithin />
        <ChoiceField
          label={t("choose")}
          value={chosen}
          options={verdicts.map((each): [string, string] => [each, t(`names.${each}`)])}
          choose={(value) => setChosen(verdicts.find((each) => each === value) ?? chosen)}
        />
        <Field label={t("note")}>
          {(id) => (
            <Textarea
              id={id}
              rows={2}
              maxLength={2_000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        <Refused error={save.error} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="secondary" disabled={save.isPending} className="pointer-coarse:h-11">
            {t("save")}
          </Button>
          {human && (
            <Button
              variant="ghost"
              disabled={save.isPending}
              onClick={() => save.mutate({ ...key, verdict: null }, { onSuccess: () => setNote("") })}
              className="pointer-coarse:h-11"
            >
              {t("withdraw")}
            </Button>
          )}
        </div>
      </form>
    </section>
  );
}
