"use client";
import { useFormatter, useTranslations } from "next-intl";
import { useRef } from "react";
import { cn } from "@/components/ui/cn";
import { sensitivity } from "@/lib/speech-detection";
import { useConversation } from "./chat-context";
import { SliderSetting } from "./slider-setting";
import { useLevel } from "./use-level";

interface SensitivitySettingProps {
  /** 0–1 */
  value: number;
  set: (value: number) => void;
}

/**
 * The slider for how softly one may speak, and below it the live loudness and whether the server takes it for speech.
 */
export function SensitivitySetting({ value, set }: SensitivitySettingProps) {
  const t = useTranslations("chat.settingsPanel");
  const format = useFormatter();
  return (
    <SliderSetting
      label={t("sensitivity")}
      hint={t("sensitivityHint")}
      min={sensitivity.min}
      max={sensitivity.max}
      step={0.05}
      value={value}
      say={(shown) => format.number(shown, { style: "percent" })}
      set={set}
    >
      <HeardNow />
    </SliderSetting>
  );
}

/** Loudness as a bar. Whether it counts as speech is decided by the server, not by loudness alone. */
function HeardNow() {
  const t = useTranslations("chat.settingsPanel");
  const on = useConversation((state) => state.capture === "open" && state.microphone.state !== "off");
  const speech = useConversation((state) => state.turnState === "hearing");
  const bar = useRef<HTMLSpanElement>(null);
  useLevel(bar, on ? "input" : null);
  if (!on) return <p className="text-muted-foreground text-xs">{t("sensitivityTry")}</p>;
  return (
    <p data-testid="heard-now" data-speech={speech} className="flex items-center gap-3 text-xs">
      <span className="sr-only">{t("sensitivityLevel")}</span>
      <span aria-hidden className="h-2 flex-1 overflow-hidden rounded-full bg-border">
        <span
          ref={bar}
          className={cn(
            "block h-full origin-left rounded-full [transform:scaleX(var(--level,0))]",
            speech ? "bg-primary" : "bg-input",
          )}
        />
      </span>
      <span className={cn("min-w-16 text-right", speech ? "font-medium text-primary" : "text-muted-foreground")}>
        {speech ? t("sensitivitySpeech") : t("sensitivityQuiet")}
      </span>
    </p>
  );
}
