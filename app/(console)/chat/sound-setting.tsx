"use client";
import { useTranslations } from "next-intl";
import { replySpeechChoices, speakingSpeed } from "@/lib/reply-speech";
import { ChoiceSetting } from "./choice-setting";
import { SliderSetting } from "./slider-setting";
import { ToggleSetting } from "./toggle-setting";
import { useDeviceSound } from "./use-device-sound";

/** Which replies are spoken on this device. */
export function ReplySpeechSetting() {
  const t = useTranslations("chat.replySpeech");
  const [{ speech }, change] = useDeviceSound();
  return (
    <ChoiceSetting
      label={t("label")}
      value={speech}
      options={replySpeechChoices.map((choice) => [choice, t(choice)])}
      choose={(choice) => change({ speech: choice })}
    />
  );
}

/** How replies sound on this device: how loud, how fast, and whether a tick is heard while thinking takes long. */
export function ReplySoundSettings() {
  const t = useTranslations("chat.replySpeech");
  const [{ volume, speed, waitCue }, change] = useDeviceSound();
  return (
    <>
      <SliderSetting
        label={t("volume")}
        min={0}
        max={1}
        step={0.05}
        value={volume}
        say={(value) => t("volumeValue", { percent: Math.round(value * 100) })}
        set={(value) => change({ volume: value })}
      />
      <SliderSetting
        label={t("speed")}
        hint={t("speedHint")}
        min={speakingSpeed.min}
        max={speakingSpeed.max}
        step={speakingSpeed.step}
        value={speed}
        say={(value) => t("speedValue", { factor: value.toFixed(1) })}
        set={(value) => change({ speed: value })}
      />
      <ToggleSetting
        label={t("waitCue")}
        hint={t("waitCueHint")}
        checked={waitCue}
        set={(chosen) => change({ waitCue: chosen })}
      />
    </>
  );
}
