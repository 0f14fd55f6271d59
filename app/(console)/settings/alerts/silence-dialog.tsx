"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { Button } from "@/components/ui/button";
import { DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Label } from "@/components/ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { type AlertKind, type AlertName, alertKinds, longestReason } from "@/lib/alerts/alerts";
import { FormDialog } from "../../form-dialog";
import { Refused } from "../../refused";
import { TextField } from "../text-field";
import { silenceAlertAction } from "./actions";
import { useAlertAct } from "./use-alerts";

const hourChoices = [1, 4, 12, 24, 72, 168] as const;

interface SilenceDialogProps {
  /** Null: it asks which, and silences all of the kind. */
  alert: AlertName | null;
  close: () => void;
}

/** For how long an alert calls nobody, and why. */
export function SilenceDialog({ alert, close }: SilenceDialogProps) {
  const t = useTranslations("alerts");
  const common = useTranslations("common");
  const { nameOf } = useAlertTexts();
  const id = useId();
  const [kind, setKind] = useState<AlertKind>(alert?.kind ?? "vram");
  const [hours, setHours] = useState<number>(4);
  const [reason, setReason] = useState("");
  const [isMissing, setIsMissing] = useState(false);
  const silence = useAlertAct(silenceAlertAction);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsMissing(reason.trim() === "");
    if (reason.trim() === "") return;
    silence.mutate({ kind, subject: alert?.subject ?? null, hours, reason }, { onSuccess: close });
  };
  return (
    <FormDialog isTyped={reason.trim() !== ""} close={close}>
      <DialogTitle>{alert ? t("silence.beginFor", { name: nameOf(alert) }) : t("silence.begin")}</DialogTitle>
      <DialogDescription>{t("silence.what")}</DialogDescription>
      <form className="grid gap-4" onSubmit={submit} noValidate>
        {!alert && (
          <div className="grid gap-1">
            <Label id={`${id}-kind`}>{t("silence.kind")}</Label>
            <Select value={kind} onValueChange={(value) => setKind(value as AlertKind)}>
              <SelectTrigger aria-labelledby={`${id}-kind`} className="pointer-coarse:h-11">
                <SelectValue />
              </SelectTrigger>
              <SelectContent>
                {alertKinds.map((each) => (
                  <SelectItem key={each} value={each}>
                    {t(`kinds.${each}`)}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          </div>
        )}
        <div className="grid gap-1">
          <Label id={`${id}-hours`}>{t("silence.for")}</Label>
          <Select value={String(hours)} onValueChange={(value) => setHours(Number(value))}>
            <SelectTrigger aria-labelledby={`${id}-hours`} className="pointer-coarse:h-11">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {hourChoices.map((each) => (
                <SelectItem key={each} value={String(each)}>
                  {each < 48 ? t("units.hours", { count: each }) : t("units.days", { count: each / 24 })}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </div>
        <TextField
          label={t("silence.reason")}
          hint={t("silence.reasonHint")}
          value={reason}
          change={setReason}
          maxLength={longestReason}
          aria-invalid={isMissing}
        />
        {isMissing && (
          <p role="alert" className="text-danger text-sm">
            {t("silence.reasonMissing")}
          </p>
        )}
        <Refused error={silence.error} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={close}>
            {common("cancel")}
          </Button>
          <Button type="submit" disabled={silence.isPending}>
            {t("silence.confirm")}
          </Button>
        </div>
      </form>
    </FormDialog>
  );
}
