"use client";
import { useTranslations } from "next-intl";
import { useId, useMemo } from "react";
import { useIdleGrowth } from "@/components/ui/use-idle-growth";
import type { Language } from "@/lib/languages";
import { type Lexicon, type LexiconEntry, type LexiconKind, lexiconKeyOf } from "@/lib/lexicon";
import { emptyDraft } from "./entry-draft";
import { EntryForm } from "./entry-form";
import { EntryRow } from "./entry-row";
import { filterEntries } from "./filter-entries";
import { newEntryKey, type OpenEntry } from "./use-entry-drafts";

interface EntryTableProps {
  kind: LexiconKind;
  language: Language;
  query: string;
  lexicon: Lexicon;
  /** What is being written, and a change of it. */
  open: ReadonlyMap<string, OpenEntry>;
  put: (key: string, entry: OpenEntry | null) => void;
  remove: (entry: LexiconEntry) => void;
  isRemoving: boolean;
}

/** What is heard or said otherwise than it is written, in one language. */
export function EntryTable(props: EntryTableProps) {
  const { kind, language, query, lexicon, open, put, remove, isRemoving } = props;
  const t = useTranslations("settings.lexicon");
  const id = useId();
  const { entries, version } = lexicon;
  const found = useMemo(() => filterEntries(entries, { kind, language, query }), [entries, kind, language, query]);
  const keys = useMemo(() => found.map(lexiconKeyOf), [found]);
  const [start, end] = useIdleGrowth(keys, { first: 60, step: 60, from: "start" });
  const newKey = newEntryKey(kind, language);
  const added = open.get(newKey) ?? { draft: emptyDraft, first: emptyDraft, version };
  const count = entries.filter((entry) => entry.kind === kind && entry.language === language).length;
  return (
    <section aria-labelledby={id} className="border-t pt-5 first:border-t-0 first:pt-0">
      <div className="flex items-baseline gap-2">
        <h3 id={id} className="font-medium text-sm">
          {t(`${kind}.title`)}
        </h3>
        <span className="text-muted-foreground text-xs tabular-nums">{t("count", { count })}</span>
      </div>
      <p className="mt-0.5 mb-3 max-w-prose text-muted-foreground text-sm">{t(`${kind}.what`)}</p>
      <EntryForm
        key={language}
        {...{ kind, language, entries, version }}
        own={null}
        open={added}
        write={(entry) => put(newKey, entry)}
      />
      {found.length === 0 ? (
        <p className="mt-4 text-muted-foreground text-sm">
          {count === 0 ? t(`${kind}.empty`) : t("noMatch", { query })}
        </p>
      ) : (
        <ul aria-labelledby={id} className="mt-4 divide-y">
          {found.slice(start, end).map((entry) => (
            <EntryRow
              key={lexiconKeyOf(entry)}
              {...{ entry, entries, version, put, remove, isRemoving }}
              open={open.get(lexiconKeyOf(entry))}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
