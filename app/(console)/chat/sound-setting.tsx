"use client";
import { useTranslations } from "next-intl";
import { replySpeechChoices, speakingSpeed } from "@/lib/reply-speech";
import { ChoiceSetting } from "./choice-setting";
import { SliderSetting } from "./slider-setting";
import { useDeviceSound } from "./use-device-sound";
import { WaitCueSetting } from "./wait-cue-setting";

/** How replies sound on this device: whether they are spoken, how loud and how fast. */
export function SoundSetting() {
  const t = useTranslations("chat.replySpeech");
  const [{ speech, volume, speed }, change] = useDeviceSound();
  return (
    <>
      <ChoiceSetting
        label={t("label")}
        value={speech}
        options={replySpeechChoices.map((choice) => [choice, t(choice)])}
        choose={(choice) => change({ speech: choice })}
      >
        <p className="text-muted-foreground text-xs">{t("device")}</p>
      </ChoiceSetting>
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
      <WaitCueSetting />
    </>
  );
}
