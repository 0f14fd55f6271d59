"use client";
import { useTranslations } from "next-intl";
import type { ModelChoice, RunChanges } from "@/lib/replay/run";
import { useRunOffer } from "./use-replay";

/** What a run changed, as words. */
export function useChangeTexts(changes: RunChanges): string[] {
  const t = useTranslations("replay.changes");
  const modes = useTranslations("timings.modes");
  const model = (choice: ModelChoice) =>
    choice.kind === "candidate" ? t("candidate", { id: choice.candidateId }) : choice.model;
  const { stt, llm, temperature, seed, systemPrompt, voice, mode, lexiconVersion } = changes;
  const offered = useRunOffer({ isEnabled: voice !== undefined }).data?.voices.find((each) => each.voice === voice);
  return [
    ...(stt ? [t("stt", { value: model(stt) })] : []),
    ...(llm ? [t("llm", { value: model(llm) })] : []),
    ...(temperature === undefined ? [] : [t("temperature", { value: temperature })]),
    ...(seed === undefined ? [] : [t("seed", { value: String(seed) })]),
    ...(systemPrompt ? [t("systemPrompt")] : []),
    ...(voice ? [t("voice", { value: offered?.name ?? voice.replace(/^builtin:/, "") })] : []),
    ...(mode ? [t("mode", { value: modes(mode) })] : []),
    ...(lexiconVersion === undefined ? [] : [t("lexiconVersion", { value: lexiconVersion })]),
  ];
}
