"use client";
import { useTranslations } from "next-intl";
import type { ReplayCaseView } from "@/lib/replay/views";

/** What a case expects, as words. */
export function useExpectationTexts({ expectations, expected_text: text }: ReplayCaseView): string[] {
  const t = useTranslations("replay.expects");
  const { mustContain, mustNotContain, maxFirstSoundMs, maxSpeechS } = expectations;
  return [
    ...(text === null ? [] : [t("text", { value: text })]),
    ...mustContain.map((value) => t("mustContain", { value })),
    ...mustNotContain.map((value) => t("mustNotContain", { value })),
    ...(maxFirstSoundMs === null ? [] : [t("maxFirstSoundMs", { value: maxFirstSoundMs })]),
    ...(maxSpeechS === null ? [] : [t("maxSpeechS", { value: maxSpeechS })]),
  ];
}
