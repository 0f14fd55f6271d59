"use client";
import { useFormatter, useTranslations } from "next-intl";
import type { SettingValue } from "@/lib/settings";

/** What conversations remember of a person, in the words of the conversation's own settings; empty: nothing. */
export function useChatMemory(chat: SettingValue<"chat"> | null): { name: string; value: string }[] {
  const t = useTranslations("chat.settingsPanel");
  const own = useTranslations("account.settings");
  const languageName = useTranslations("languages");
  const format = useFormatter();
  const { language, mode, voice, voices, endpointPauseMs, sensitivity, capture } = chat ?? {};
  const chosen = voices ? Object.keys(voices).length : voice === undefined ? 0 : 1;
  const facts: [string, string | undefined][] = [
    [t("language"), language && languageName(language)],
    [t("mode"), mode && (mode === "hq" ? t("modeHq") : t("modeFast"))],
    [own("voices"), chosen > 0 ? own("voiceCount", { count: chosen }) : undefined],
    [
      t("pause"),
      endpointPauseMs === undefined ? undefined : t("pauseValue", { seconds: (endpointPauseMs / 1_000).toFixed(1) }),
    ],
    [t("sensitivity"), sensitivity === undefined ? undefined : format.number(sensitivity, { style: "percent" })],
    [t("capture"), capture && (capture === "hands_free" ? t("captureHandsFree") : t("capturePushToTalk"))],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
