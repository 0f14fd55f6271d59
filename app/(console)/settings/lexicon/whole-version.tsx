"use client";
import { Download, List, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { useIdleGrowth } from "@/components/ui/use-idle-growth";
import { type Lexicon, type LexiconEntry, lexiconKeyOf } from "@/lib/lexicon";
import { LoadFailed } from "../../load-failed";
import { useFetched } from "../../use-fetched";
import { ChangePreview } from "./change-preview";
import { EntryLine } from "./entry-line";

interface WholeVersionProps {
  version: number;
  /** The lexicon as it is now. */
  lexicon: Lexicon;
}

/** All that was in the lexicon at a version: to see, to keep as a file, to go back to. */
export function WholeVersion({ version, lexicon }: WholeVersionProps) {
  const t = useTranslations("settings.lexicon.versions");
  const [wanted, setWanted] = useState<"list" | "back" | null>(null);
  const toggle = (next: "list" | "back") => setWanted(wanted === next ? null : next);
  return (
    <div className="mt-3 space-y-3 pl-4">
      <div className="flex flex-wrap gap-2">
        <Button
          variant="outline"
          size="sm"
          className="pointer-coarse:h-11"
          aria-expanded={wanted === "list"}
          onClick={() => toggle("list")}
        >
          <List aria-hidden />
          {t("all")}
        </Button>
        <Button asChild variant="outline" size="sm" className="pointer-coarse:h-11">
          <a href={`/api/lexicon/export?version=${version}`} download>
            <Download aria-hidden />
            {t("export")}
          </a>
        </Button>
        {version !== lexicon.version && (
          <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={() => toggle("back")}>
            <Undo2 aria-hidden />
            {t("goBack")}
          </Button>
        )}
      </div>
      {wanted && <Fetched {...{ version, lexicon, wanted }} close={() => setWanted(null)} />}
    </div>
  );
}

interface FetchedProps extends WholeVersionProps {
  wanted: "list" | "back";
  close: () => void;
}

function Fetched({ version, lexicon, wanted, close }: FetchedProps) {
  const t = useTranslations("settings.lexicon.versions");
  const { data, errorCode, retry } = useFetched<Lexicon>(
    ["lexicon", "version", String(version)],
    `/api/lexicon?version=${version}`,
    // What was never changes.
    { everyMs: () => Infinity },
  );
  if (!data) return errorCode ? <LoadFailed title={t("loadFailed")} code={errorCode} retry={retry} /> : <Spinner />;
  if (wanted === "list") return <Entries entries={data.entries} />;
  const { entries } = data;
  return (
    <ChangePreview
      title={t("goBackTitle", { version })}
      wanted={{ entries: [...entries], problems: [] }}
      isWhole
      lexicon={lexicon}
      close={close}
    />
  );
}

function Entries({ entries }: { entries: readonly LexiconEntry[] }) {
  const t = useTranslations("settings.lexicon.versions");
  const keys = useMemo(() => entries.map(lexiconKeyOf), [entries]);
  const [start, end] = useIdleGrowth(keys, { first: 60, step: 60, from: "start" });
  if (entries.length === 0) return <p className="text-sm">{t("emptyVersion")}</p>;
  return (
    <ul aria-label={t("all")} className="max-h-72 overflow-y-auto text-sm">
      {entries.slice(start, end).map((entry) => (
        <EntryLine key={lexiconKeyOf(entry)} entry={entry} />
      ))}
    </ul>
  );
}
