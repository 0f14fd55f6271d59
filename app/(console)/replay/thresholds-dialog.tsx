"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { thresholdsSchema } from "@/lib/replay/verdict";
import type { ReplaySetView } from "@/lib/replay/views";
import { numberIn, rangeOf } from "@/lib/typed-number";
import { FormDialog } from "../form-dialog";
import { Refused } from "../refused";
import { useNumberRefusal } from "../use-number-refusal";
import { changeThresholdsAction } from "./actions";
import { Field } from "./field";
import { useAction } from "./use-action";

const names = ["cer", "firstSoundShare", "firstSoundMs"] as const;
const { cer, firstSoundShare, firstSoundMs } = thresholdsSchema.shape;
const ranges = {
  cer: rangeOf(cer.unwrap()),
  firstSoundShare: rangeOf(firstSoundShare.unwrap()),
  firstSoundMs: rangeOf(firstSoundMs.unwrap()),
};

/** What counts as worse in this set. */
export function ThresholdsDialog({ set, close }: { set: ReplaySetView; close: () => void }) {
  const t = useTranslations("replay");
  const save = useAction(changeThresholdsAction, close);
  const [texts, setTexts] = useState(() => ({
    cer: String(set.thresholds.cer),
    firstSoundShare: String(set.thresholds.firstSoundShare),
    firstSoundMs: String(set.thresholds.firstSoundMs),
  }));
  const numbers = Object.fromEntries(names.map((name) => [name, numberIn(texts[name], ranges[name])]));
  const invalid = names.filter((name) => numbers[name] === null || Number.isNaN(numbers[name]));
  const isValid = invalid.length === 0;
  const refusal = useNumberRefusal();
  return (
    <FormDialog
      isTyped={names.some((each) => texts[each] !== String(set.thresholds[each]))}
      close={close}
      aria-describedby={undefined}
    >
      <DialogTitle>{t("thresholds.title")}</DialogTitle>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const { cer, firstSoundShare, firstSoundMs } = numbers;
          if (cer == null || firstSoundShare == null || firstSoundMs == null || !isValid) return;
          save.mutate({ setId: set.id, thresholds: { cer, firstSoundShare, firstSoundMs } });
        }}
      >
        {names.map((name) => (
          <Field key={name} label={t(`thresholds.${name}`)}>
            {(id) => (
              <Input
                id={id}
                inputMode="decimal"
                value={texts[name]}
                aria-invalid={invalid.includes(name)}
                onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        {invalid.map((name) => (
          <p key={name} className="text-sm text-warning">
            {refusal(t(`thresholds.${name}`), texts[name], ranges[name])}
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
