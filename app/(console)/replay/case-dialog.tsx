"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { ReplayCaseView } from "@/lib/replay/views";
import { FormDialog } from "../form-dialog";
import { Refused } from "../refused";
import { changeCaseAction } from "./actions";
import { Field } from "./field";
import { typedLines, typedNumber } from "./typed-values";
import { useAction } from "./use-action";

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
  const maxFirstSoundMs = typedNumber(texts.maxFirstSoundMs);
  const maxSpeechS = typedNumber(texts.maxSpeechS);
  const isValid = !Number.isNaN(maxFirstSoundMs) && !Number.isNaN(maxSpeechS);
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
              maxFirstSoundMs: maxFirstSoundMs === null ? null : Math.round(maxFirstSoundMs),
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
          {(["maxFirstSoundMs", "maxSpeechS"] as const).map((name) => (
            <Field key={name} label={t(`case.${name}`)}>
              {(id) => <Input id={id} inputMode="decimal" value={texts[name]} onChange={change(name)} />}
            </Field>
          ))}
        </div>
        {!isValid && <p className="text-sm text-warning">{t("case.notNumber")}</p>}
        <Refused error={save.error} />
        <Button type="submit" disabled={!isValid || save.isPending} className="justify-self-end">
          {t("set.save")}
        </Button>
      </form>
    </FormDialog>
  );
}
