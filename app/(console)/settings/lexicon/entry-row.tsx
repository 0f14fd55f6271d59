"use client";
import { ArrowRight, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { Button } from "@/components/ui/button";
import { type LexiconEntry, lexiconKeyOf } from "@/lib/lexicon";
import { draftOf } from "./entry-draft";
import { EntryForm } from "./entry-form";
import { ListenButton } from "./listen-button";
import type { OpenEntry } from "./use-entry-drafts";

interface EntryRowProps {
  entry: LexiconEntry;
  entries: readonly LexiconEntry[];
  version: number;
  /** What is being written in its form; undefined while it is not changed. */
  open: OpenEntry | undefined;
  put: (key: string, entry: OpenEntry | null) => void;
  remove: (entry: LexiconEntry) => void;
  isRemoving: boolean;
}

/** One entry, or its form while it is changed. */
export const EntryRow = memo(function EntryRow(props: EntryRowProps) {
  const { entry, entries, version, open, put, remove, isRemoving } = props;
  const t = useTranslations("settings.lexicon");
  const key = lexiconKeyOf(entry);
  const { kind, language, written, becomes, pronunciation } = entry;
  if (open) {
    return (
      <li className="rounded-md bg-muted/50 px-3 py-3">
        <EntryForm
          {...{ kind, language, entries, version, open }}
          own={entry}
          write={(changed) => put(key, changed)}
          close={() => put(key, null)}
        />
      </li>
    );
  }
  return (
    <li className="flex min-h-11 items-center gap-2 py-1 [contain-intrinsic-size:auto_44px] [content-visibility:auto]">
      <p
        lang={language}
        className="wrap-anywhere flex min-w-0 flex-1 flex-wrap gap-x-2 text-sm sm:grid sm:grid-cols-[1fr_auto_1fr] sm:gap-x-3"
      >
        <span>{written}</span>
        <span className="flex items-center text-muted-foreground">
          <ArrowRight aria-hidden className="size-4" />
          <span className="sr-only">{t(`${kind}.arrow`)}</span>
        </span>
        <span>
          {becomes}
          {pronunciation && <span className="ml-2 text-muted-foreground">{pronunciation}</span>}
        </span>
      </p>
      {kind === "said" && <ListenButton sample={{ language, becomes, pronunciation }} name={written} />}
      <Button
        variant="ghost"
        size="icon-sm"
        className="pointer-coarse:size-11"
        aria-label={t("change", { name: written })}
        title={t("change", { name: written })}
        onClick={() => put(key, { draft: draftOf(entry), first: draftOf(entry), version })}
      >
        <Pencil aria-hidden />
      </Button>
      <Button
        variant="ghost"
        size="icon-sm"
        className="pointer-coarse:size-11"
        aria-label={t("remove", { name: written })}
        title={t("remove", { name: written })}
        disabled={isRemoving}
        onClick={() => remove(entry)}
      >
        <Trash2 aria-hidden />
      </Button>
    </li>
  );
});
