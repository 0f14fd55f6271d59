"use client";
import { useTranslations } from "next-intl";
import type { LanguageHealth } from "@/lib/health";
import { gapKindOf } from "@/lib/language-gap";

/** Says in one sentence what does not work in a language. */
export function useLanguageLimit(): (limited: LanguageHealth) => string {
  const t = useTranslations("system.languages");
  const names = useTranslations("chat.language.names");
  return ({ language, missing }) => t(gapKindOf(missing), { language: names(language) });
}
