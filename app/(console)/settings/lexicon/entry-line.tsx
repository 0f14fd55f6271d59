"use client";
import { useTranslations } from "next-intl";
import type { LexiconEntry } from "@/lib/lexicon";

/** An entry in one line, with the table that it belongs to. */
export function EntryLine({ entry }: { entry: LexiconEntry }) {
  const t = useTranslations("settings.lexicon");
  const languageName = useTranslations("chat.language.names");
  const { kind, language, written, becomes, pronunciation } = entry;
  return (
    <li className="flex flex-wrap gap-x-2">
      <span lang={language} className="wrap-anywhere">
        {written} <span aria-hidden>→</span>
        <span className="sr-only">{t(`${kind}.arrow`)}</span> {becomes}
        {pronunciation && <span className="ml-2 text-muted-foreground">{pronunciation}</span>}
      </span>
      <span className="text-muted-foreground">
        {t(`${kind}.short`)} · {languageName(language)}
      </span>
    </li>
  );
}
