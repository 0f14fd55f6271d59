"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { Language } from "@/lib/languages";
import { type LexiconEntry, type LexiconKind, lexiconKeyOf, longestLexiconText } from "@/lib/lexicon";
import { Refused } from "../../refused";
import { ChangedMeanwhile } from "../changed-meanwhile";
import { TextField } from "../text-field";
import { type DraftProblem, draftOf, draftProblem, emptyDraft, entryOfDraft, isSameDraft } from "./entry-draft";
import { ListenButton } from "./listen-button";
import type { OpenEntry } from "./use-entry-drafts";
import { useChangeLexicon } from "./use-lexicon";

interface EntryFormProps {
  kind: LexiconKind;
  language: Language;
  entries: readonly LexiconEntry[];
  version: number;
  /** The entry that is changed; null: a new one is added. */
  own: LexiconEntry | null;
  open: OpenEntry;
  write: (open: OpenEntry) => void;
  /** After a change is saved or given up. */
  close?: () => void;
}

/** Adds an entry, or changes one. */
export function EntryForm(props: EntryFormProps) {
  const { kind, language, entries, version, own, open, write, close } = props;
  const { draft } = open;
  const t = useTranslations("settings.lexicon");
  const common = useTranslations("common");
  const problemId = useId();
  const [problem, setProblem] = useState<DraftProblem | null>(null);
  // An entry that is written otherwise is another one: its row, and this form with it, is gone once that is shown.
  const change = useChangeLexicon(({ remove }) => remove.length > 0 && close?.());
  const entry = entryOfDraft(kind, language, draft);
  const withPronunciation = kind === "said" && language === "zh-TW";

  // The list is kept fresh under an open form, and others may change this entry meanwhile.
  const isOther = own !== null && !change.isPending && !isSameDraft(draftOf(own), open.first);
  const settle = (chosen: typeof draft) => {
    change.reset();
    if (own) write({ draft: chosen, first: draftOf(own), version });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = draftProblem(entry, entries, own);
    setProblem(found);
    if (found) return;
    const remove = own && lexiconKeyOf(own) !== lexiconKeyOf(entry) ? [own] : [];
    const first = event.currentTarget.querySelector("input");
    change.mutate(
      { basedOn: isOther ? open.version : version, remove, put: [entry] },
      {
        onSuccess() {
          if (close) return close();
          write({ ...open, draft: emptyDraft });
          first?.focus();
        },
      },
    );
  };
  const isMarked = (field: "written" | "becomes" | "pronunciation") => {
    if (problem === "empty") return entry[field] === "" && field !== "pronunciation";
    if (problem === "exists") return field === "written";
    return problem?.startsWith("pronunciation") ? field === "pronunciation" : problem !== null && field === "becomes";
  };
  const field = (name: "written" | "becomes" | "pronunciation") => ({
    value: draft[name],
    change: (value: string) => {
      write({ ...open, draft: { ...draft, [name]: value } });
      setProblem(null);
    },
    "aria-invalid": isMarked(name),
    "aria-errormessage": problem ? problemId : undefined,
    lang: language,
  });
  return (
    <form onSubmit={submit} aria-label={own ? t("changeLabel", { name: own.written }) : t(`${kind}.add`)} noValidate>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label={t(`${kind}.written`)} maxLength={longestLexiconText} {...field("written")} />
        <TextField label={t(`${kind}.becomes`)} maxLength={longestLexiconText} {...field("becomes")} />
        {withPronunciation && (
          <TextField
            label={t("pronunciation")}
            hint={t("pronunciationHint")}
            maxLength={200}
            className="sm:col-span-2"
            {...field("pronunciation")}
          />
        )}
      </div>
      {problem && (
        <p id={problemId} role="alert" className="mt-2 text-danger text-sm">
          {t(`problems.${problem}`)}
        </p>
      )}
      {own && isOther ? (
        <ChangedMeanwhile
          what={t("changedMeanwhile", { becomes: own.becomes })}
          showHeld={() => settle(draftOf(own))}
          keepTyped={() => settle(draft)}
        />
      ) : (
        <Refused className="mt-2" error={change.error} conflict={t("conflict")} />
      )}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          variant={own ? "primary" : "secondary"}
          className="pointer-coarse:h-11"
          disabled={change.isPending}
        >
          {change.isPending && <Spinner />}
          {own ? t("save") : t("add")}
        </Button>
        {close && (
          <Button variant="ghost" className="pointer-coarse:h-11" onClick={close}>
            {common("cancel")}
          </Button>
        )}
        {kind === "said" && entry.becomes !== "" && (
          <ListenButton
            key={`${entry.becomes} ${entry.pronunciation}`}
            sample={{ language, becomes: entry.becomes, pronunciation: entry.pronunciation }}
            name={entry.written || entry.becomes}
          />
        )}
      </div>
    </form>
  );
}
