"use client";
import { Volume1, Volume2, VolumeX } from "lucide-react";
import { useTranslations } from "next-intl";
import { nextReplySpeech } from "@/lib/reply-speech";
import { DockButton } from "./dock-button";
import { useDeviceSound } from "./use-device-sound";

const icons = { always: Volume2, when_spoken: Volume1, never: VolumeX } as const;

/** The loudspeaker: always, only when I spoke, never; each press goes on to the next. */
export function SpeechSwitch() {
  const t = useTranslations("chat.replySpeech");
  const [{ speech }, change] = useDeviceSound();
  return (
    <>
      <DockButton
        icon={icons[speech]}
        label={t(`${speech}Short`)}
        onClick={() => change({ speech: nextReplySpeech(speech) })}
        title={t("switch", { choice: t(speech) })}
        aria-label={t("labelled", { choice: t(`${speech}Short`) })}
        aria-keyshortcuts="s"
        data-testid="reply-speech"
        data-choice={speech}
      />
      <span aria-live="polite" className="sr-only">
        {t(`${speech}Short`)}
      </span>
    </>
  );
}
