"use client";
import { ArrowRight, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo, useState } from "react";
import { Button } from "@/components/ui/button";
import type { LexiconEntry } from "@/lib/lexicon";
import { EntryForm } from "./entry-form";
import { ListenButton } from "./listen-button";

interface EntryRowProps {
  entry: LexiconEntry;
  entries: readonly LexiconEntry[];
  version: number;
  remove: (entry: LexiconEntry) => void;
  isRemoving: boolean;
}

/** One entry, or its form while it is changed. */
export const EntryRow = memo(function EntryRow(props: EntryRowProps) {
  const { entry, entries, version, remove, isRemoving } = props;
  const t = useTranslations("settings.lexicon");
  const [isChanged, setIsChanged] = useState(false);
  const { kind, language, written, becomes, pronunciation } = entry;
  if (isChanged) {
    return (
      <li className="rounded-md bg-muted/50 px-3 py-3">
        <EntryForm {...{ kind, language, entries, version }} own={entry} close={() => setIsChanged(false)} />
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
        onClick={() => setIsChanged(true)}
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
