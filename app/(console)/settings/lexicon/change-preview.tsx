"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import { type Lexicon, type LexiconEntry, lexiconKeyOf } from "@/lib/lexicon";
import type { ParsedLexiconCsv } from "@/lib/lexicon-csv";
import { diffLexicon } from "@/lib/lexicon-diff";
import { Refused } from "../../refused";
import { EntryLine } from "./entry-line";
import { useChangeLexicon } from "./use-lexicon";

/** More are counted, not shown. */
const mostShown = 100;

interface ChangePreviewProps {
  title: string;
  /** What is to be in the lexicon, and lines of a file that can't be. */
  wanted: ParsedLexiconCsv;
  /** Whether entries that are not wanted go; else the person is asked. */
  isWhole: boolean;
  lexicon: Lexicon;
  close: () => void;
}

/** What would change in the lexicon, before it does. */
export function ChangePreview({ title, wanted, isWhole, lexicon, close }: ChangePreviewProps) {
  const t = useTranslations("settings.lexicon.preview");
  const room = useTranslations("settings.lexicon");
  const common = useTranslations("common");
  // The list is kept fresh under the open dialog: what is saved is what was shown.
  const [seen] = useState(lexicon);
  const [replaces, setReplaces] = useState(isWhole);
  const change = useChangeLexicon();
  const { added, changed, unchangedCount, missing } = diffLexicon(seen.entries, wanted.entries);
  const removed = replaces ? missing : [];
  const changeCount = added.length + changed.length + removed.length;
  const save = () =>
    change.mutate(
      { basedOn: seen.version, remove: removed.map(keyFields), put: [...added, ...changed.map(({ after }) => after)] },
      { onSuccess: close },
    );
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && !change.isPending && close()}>
      <DialogContent closeLabel={common("close")} className="max-w-2xl">
        <DialogTitle>{title}</DialogTitle>
        <DialogDescription>
          {t("counts", { added: added.length, changed: changed.length, unchanged: unchangedCount })}
        </DialogDescription>
        {wanted.problems.length > 0 && (
          <section className="rounded-md bg-warning-soft px-4 py-3 text-sm">
            <h3 className="font-medium">{t("problems", { count: wanted.problems.length })}</h3>
            <ul className="mt-1 max-h-40 overflow-y-auto">
              {wanted.problems.slice(0, mostShown).map(({ line, problem }) => (
                <li key={line} className="tabular-nums">
                  {t("line", { line, problem: room(`problems.${problem}`) })}
                </li>
              ))}
            </ul>
            <More count={wanted.problems.length - mostShown} />
          </section>
        )}
        <Entries title={t("added")} entries={added} />
        <Entries title={t("changed")} entries={changed.map(({ after }) => after)} />
        {!isWhole && missing.length > 0 && (
          <label className="flex min-h-11 items-center gap-2 text-sm">
            <input
              type="checkbox"
              className="size-4 accent-primary"
              checked={replaces}
              onChange={(event) => setReplaces(event.target.checked)}
            />
            {t("replace", { count: missing.length })}
          </label>
        )}
        <Entries title={t("removed")} entries={removed} />
        <Refused className="mt-2" error={change.error} conflict={room("conflict")} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={close} disabled={change.isPending}>
            {common("cancel")}
          </Button>
          <Button onClick={save} disabled={change.isPending || changeCount === 0}>
            {change.isPending && <Spinner />}
            {changeCount === 0 ? t("nothing") : t("save", { count: changeCount })}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}

const keyFields = ({ kind, language, written }: LexiconEntry) => ({ kind, language, written });

function Entries({ title, entries }: { title: string; entries: readonly LexiconEntry[] }) {
  if (entries.length === 0) return null;
  return (
    <section>
      <h3 className="font-medium text-sm">{title}</h3>
      <ul className="mt-1 max-h-48 overflow-y-auto text-sm">
        {entries.slice(0, mostShown).map((entry) => (
          <EntryLine key={lexiconKeyOf(entry)} entry={entry} />
        ))}
      </ul>
      <More count={entries.length - mostShown} />
    </section>
  );
}

function More({ count }: { count: number }) {
  const t = useTranslations("settings.lexicon.preview");
  if (count <= 0) return null;
  return <p className="text-muted-foreground text-sm">{t("more", { count })}</p>;
}
