import type { Language } from "@/lib/languages";
import type { LexiconEntry, LexiconKind } from "@/lib/lexicon";

interface Filter {
  kind: LexiconKind;
  language: Language;
  query: string;
}

/** The entries of one table that hold the words on either side; what was added last comes first. */
export function filterEntries(entries: readonly LexiconEntry[], { kind, language, query }: Filter): LexiconEntry[] {
  const wanted = folded(query.trim());
  const holds = (entry: LexiconEntry) =>
    [entry.written, entry.becomes, entry.pronunciation ?? ""].some((text) => folded(text).includes(wanted));
  return entries.filter((entry) => entry.kind === kind && entry.language === language && holds(entry)).toReversed();
}

const folded = (text: string) => text.normalize("NFKC").toLowerCase();
