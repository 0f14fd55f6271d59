"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { ReplayCaseView } from "@/lib/replay/views";
import { numberIn } from "@/lib/typed-number";
import { FormDialog } from "../form-dialog";
import { Refused } from "../refused";
import { useNumberRefusal } from "../use-number-refusal";
import { changeCaseAction } from "./actions";
import { Field } from "./field";
import { typedLines } from "./typed-lines";
import { useAction } from "./use-action";

const limits = ["maxFirstSoundMs", "maxSpeechS"] as const;
/** As `expectationsSchema` has them. */
const ranges = {
  maxFirstSoundMs: { min: 1, max: 600_000, isWhole: true },
  maxSpeechS: { min: 0.001, max: 600, isWhole: false },
};

/** What a case expects. */
export function CaseDialog({ replayCase, close }: { replayCase: ReplayCaseView; close: () => void }) {
  const t = useTranslations("replay");
  const save = useAction(changeCaseAction, close);
  const { expectations } = replayCase;
  const [first] = useState(() => ({
    expectedText: replayCase.expected_text ?? "",
    mustContain: expectations.mustContain.join("\n"),
    mustNotContain: expectations.mustNotContain.join("\n"),
    maxFirstSoundMs: String(expectations.maxFirstSoundMs ?? ""),
    maxSpeechS: String(expectations.maxSpeechS ?? ""),
  }));
  const [texts, setTexts] = useState(first);
  const change = (name: keyof typeof texts) => (event: { target: { value: string } }) =>
    setTexts({ ...texts, [name]: event.target.value });
  const maxFirstSoundMs = numberIn(texts.maxFirstSoundMs, ranges.maxFirstSoundMs);
  const maxSpeechS = numberIn(texts.maxSpeechS, ranges.maxSpeechS);
  const invalid = limits.filter((name) => Number.isNaN(numberIn(texts[name], ranges[name])));
  const isValid = invalid.length === 0;
  const refusal = useNumberRefusal();
  return (
    <FormDialog isTyped={JSON.stringify(texts) !== JSON.stringify(first)} close={close}>
      <DialogTitle>{t("case.edit")}</DialogTitle>
      <DialogDescription lang={replayCase.language ?? undefined} className="line-clamp-3 break-words">
        {replayCase.user_text || t("case.noWords")}
      </DialogDescription>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isValid) return;
          save.mutate({
            caseId: replayCase.id,
            expectedText: texts.expectedText.trim() || null,
            expectations: {
              mustContain: typedLines(texts.mustContain),
              mustNotContain: typedLines(texts.mustNotContain),
              maxFirstSoundMs,
              maxSpeechS,
            },
          });
        }}
      >
        <Field label={t("case.expectedText")} hint={t("case.expectedHint")}>
          {(id) => (
            <Textarea
              id={id}
              rows={2}
              lang={replayCase.language ?? undefined}
              value={texts.expectedText}
              onChange={change("expectedText")}
            />
          )}
        </Field>
        {(["mustContain", "mustNotContain"] as const).map((name) => (
          <Field key={name} label={t(`case.${name}`)}>
            {(id) => <Textarea id={id} rows={2} value={texts[name]} onChange={change(name)} />}
          </Field>
        ))}
        <div className="grid gap-4 sm:grid-cols-2">
          {limits.map((name) => (
            <Field key={name} label={t(`case.${name}`)}>
              {(id) => (
                <Input
                  id={id}
                  inputMode="decimal"
                  value={texts[name]}
                  aria-invalid={invalid.includes(name)}
                  onChange={change(name)}
                />
              )}
            </Field>
          ))}
        </div>
        {invalid.map((name) => (
          <p key={name} className="text-sm text-warning">
            {refusal(t(`case.${name}`), texts[name], ranges[name])}
          </p>
        ))}
        <Refused error={save.error} />
        <Button type="submit" disabled={!isValid || save.isPending} className="justify-self-end">
          {t("set.save")}
        </Button>
      </form>
    </FormDialog>
  );
}
