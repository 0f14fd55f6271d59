"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import type { ReplaySetView } from "@/lib/replay/views";
import { FormDialog } from "../form-dialog";
import { Refused } from "../refused";
import { changeThresholdsAction } from "./actions";
import { Field } from "./field";
import { typedNumber } from "./typed-values";
import { useAction } from "./use-action";

const names = ["cer", "firstSoundShare", "firstSoundMs"] as const;

/** What counts as worse in this set. */
export function ThresholdsDialog({ set, close }: { set: ReplaySetView; close: () => void }) {
  const t = useTranslations("replay");
  const save = useAction(changeThresholdsAction, close);
  const [texts, setTexts] = useState(() => ({
    cer: String(set.thresholds.cer),
    firstSoundShare: String(set.thresholds.firstSoundShare),
    firstSoundMs: String(set.thresholds.firstSoundMs),
  }));
  const numbers = Object.fromEntries(names.map((name) => [name, typedNumber(texts[name], { zero: true })]));
  const isValid = names.every((name) => numbers[name] !== null && !Number.isNaN(numbers[name]));
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
                onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Refused error={save.error} />
        <Button type="submit" disabled={!isValid || save.isPending} className="justify-self-end">
          {t("set.save")}
        </Button>
      </form>
    </FormDialog>
  );
}
