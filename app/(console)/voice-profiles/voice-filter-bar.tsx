"use client";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { languages } from "@/lib/languages";
import { AnyOrOne } from "../any-or-one";
import { SearchField } from "../search-field";
import type { useVoicesUrl } from "./use-voices-url";
import { stateFilters } from "./voice-filters";

interface VoiceFilterBarProps extends ReturnType<typeof useVoicesUrl> {
  /** A voice's page stands beside the list. */
  isNarrow: boolean;
}

/** What the list is narrowed to: words, language, state. */
export function VoiceFilterBar({ query, filters, narrow, isNarrow }: VoiceFilterBarProps) {
  const t = useTranslations("voices");
  const languageName = useTranslations("chat.language.names");
  return (
    <div className={cn("grid gap-2 sm:grid-cols-[minmax(0,1fr)_auto]", isNarrow && "md:grid-cols-1")}>
      <SearchField label={t("search")} query={query} onChange={(q) => narrow({ q })} />
      <div className="grid grid-cols-2 gap-2">
        <AnyOrOne
          className="min-w-32"
          label={t("filters.language")}
          value={filters.language}
          options={languages.map((language) => [language, languageName(language)])}
          anyText={t("filters.anyLanguage")}
          choose={(language) => narrow({ language })}
        />
        <AnyOrOne
          className="min-w-32"
          label={t("filters.state")}
          value={filters.state}
          options={stateFilters.map((state) => [state, t(`filters.states.${state}`)])}
          anyText={t("filters.anyState")}
          choose={(state) => narrow({ state })}
        />
      </div>
    </div>
  );
}
