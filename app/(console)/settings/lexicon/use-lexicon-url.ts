"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useLocale } from "next-intl";
import { type Language, languageSchema } from "@/lib/languages";

/** The language whose entries are shown and the words that they hold, kept in the URL. */
export function useLexiconUrl() {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const locale = useLocale();
  const narrow = (changes: { language?: Language; q?: string }) => {
    const next = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    window.history.replaceState(null, "", next.size > 0 ? `${pathname}?${next}` : pathname);
  };
  return {
    language: languageSchema.safeParse(parameters.get("language")).data ?? languageSchema.parse(locale),
    query: parameters.get("q") ?? "",
    narrow,
  };
}
