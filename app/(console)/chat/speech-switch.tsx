"use client";
import { Volume1, Volume2, VolumeX } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { nextReplySpeech } from "@/lib/reply-speech";
import { useDeviceSound } from "./use-device-sound";

const icons = { always: Volume2, when_spoken: Volume1, never: VolumeX } as const;

/** The loudspeaker: always, only when I spoke, never; each press goes on to the next. */
export function SpeechSwitch() {
  const t = useTranslations("chat.replySpeech");
  const [{ speech }, change] = useDeviceSound();
  const Icon = icons[speech];
  return (
    <Button
      variant="outline"
      className="size-11 shrink-0 p-0 sm:w-auto sm:px-4"
      onClick={() => change({ speech: nextReplySpeech(speech) })}
      title={t("switch", { choice: t(speech) })}
      aria-keyshortcuts="s"
      data-testid="reply-speech"
      data-choice={speech}
    >
      <Icon aria-hidden />
      <span className="sr-only">{t("label")}: </span>
      <span aria-live="polite" className="sr-only sm:not-sr-only">
        {t(`${speech}Short`)}
      </span>
    </Button>
  );
}
