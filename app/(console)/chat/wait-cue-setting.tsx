"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";
import { useDeviceSound } from "./use-device-sound";

/** Whether a tick is heard while thinking takes long, on this device. */
export function WaitCueSetting() {
  const t = useTranslations("chat.replySpeech");
  const id = useId();
  const [{ waitCue }, change] = useDeviceSound();
  return (
    <div className="flex min-h-11 items-center justify-between gap-4">
      <div>
        <Label htmlFor={id}>{t("waitCue")}</Label>
        <p id={`${id}-hint`} className="text-muted-foreground text-xs">
          {t("waitCueHint")}
        </p>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-hint`}
        checked={waitCue}
        onCheckedChange={(chosen) => change({ waitCue: chosen })}
      />
    </div>
  );
}
