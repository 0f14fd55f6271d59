"use client";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { languages } from "@/lib/languages";
import { SearchField } from "../search-field";
import type { useVoicesUrl } from "./use-voices-url";
import { stateFilters } from "./voice-filters";

const any = "any";

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
        <Choice
          label={t("filters.language")}
          value={filters.language}
          options={languages.map((language) => [language, languageName(language)])}
          anyText={t("filters.anyLanguage")}
          choose={(language) => narrow({ language })}
        />
        <Choice
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

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value | null;
  options: [Value, string][];
  anyText: string;
  choose: (value: Value | null) => void;
}

function Choice<Value extends string>({ label, value, options, anyText, choose }: ChoiceProps<Value>) {
  return (
    <Select
      value={value ?? any}
      onValueChange={(picked) => choose(options.find(([option]) => option === picked)?.[0] ?? null)}
    >
      <SelectTrigger aria-label={label} className="min-w-32 pointer-coarse:h-11">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={any}>{anyText}</SelectItem>
        {options.map(([option, text]) => (
          <SelectItem key={option} value={option}>
            {text}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
