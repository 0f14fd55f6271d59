"use client";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { languages } from "@/lib/languages";
import { type LexiconEntry, lexiconKinds } from "@/lib/lexicon";
import { LoadFailed } from "../../load-failed";
import { Refused } from "../../refused";
import { SearchField } from "../../search-field";
import { type Undoable, UndoNotice } from "../../undo-notice";
import { UnsavedGuard } from "../../unsaved-guard";
import { RoomIntro } from "../room-intro";
import { RoomLoading } from "../room-loading";
import { CsvImport } from "./csv-import";
import { EntryTable } from "./entry-table";
import { useEntryDrafts } from "./use-entry-drafts";
import { useChangeLexicon, useLexicon } from "./use-lexicon";
import { useLexiconUrl } from "./use-lexicon-url";
import { VersionsDialog } from "./versions-dialog";

/** The house's lexicon: what recognisers mishear, and what voices mispronounce. */
export function LexiconRoom() {
  const t = useTranslations("settings.lexicon");
  const languageName = useTranslations("chat.language.names");
  const { data: lexicon, errorCode, retry } = useLexicon();
  const { language, query, narrow } = useLexiconUrl();
  const change = useChangeLexicon();
  const { open, put, hasUnsaved } = useEntryDrafts();
  const [undoable, setUndoable] = useState<Undoable | null>(null);
  const removeNow = useRef<(entry: LexiconEntry) => void>(() => undefined);
  // The same for as long as the room is open, so that a key that is typed draws one row, not thousands.
  const remove = useCallback((entry: LexiconEntry) => removeNow.current(entry), []);
  if (!lexicon) {
    return errorCode ? <LoadFailed title={t("loadFailed")} code={errorCode} retry={retry} /> : <RoomLoading />;
  }

  removeNow.current = (entry) =>
    change.mutate(
      { basedOn: lexicon.version, remove: [entry], put: [] },
      {
        onSuccess({ version }) {
          const undo = () => {
            setUndoable(null);
            change.mutate({ basedOn: version, remove: [], put: [entry] });
          };
          setUndoable({ text: t("removed", { name: entry.written }), undo });
        },
      },
    );
  return (
    <>
      <UnsavedGuard isActive={hasUnsaved(lexicon.entries)} />
      <RoomIntro title={t("title")} what={t("what")}>
        <VersionsDialog lexicon={lexicon} />
        <CsvImport lexicon={lexicon} />
        <Button asChild variant="outline" size="sm" className="pointer-coarse:h-11">
          <a href="/api/lexicon/export" download>
            <Download aria-hidden />
            {t("export")}
          </a>
        </Button>
      </RoomIntro>
      <div className="mb-6 grid items-end gap-3 sm:grid-cols-[16rem_minmax(0,1fr)]">
        <Segmented
          label={t("language")}
          value={language}
          options={languages.map((each) => [each, languageName(each)])}
          choose={(chosen) => narrow({ language: chosen })}
        />
        <SearchField label={t("search")} query={query} onChange={(q) => narrow({ q })} />
      </div>
      <Refused className="mt-2" error={change.error} conflict={t("conflict")} />
      <div className="grid gap-8">
        {lexiconKinds.map((kind) => (
          <EntryTable
            key={kind}
            {...{ kind, language, query, lexicon, open, put, remove }}
            isRemoving={change.isPending}
          />
        ))}
      </div>
      <UndoNotice undoable={undoable} />
    </>
  );
}
