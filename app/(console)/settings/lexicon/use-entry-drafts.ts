"use client";
import { useCallback, useState } from "react";
import type { Language } from "@/lib/languages";
import { type LexiconEntry, type LexiconKind, lexiconKeyOf } from "@/lib/lexicon";
import { type EntryDraft, isSameDraft } from "./entry-draft";

/** What is being written in the form of an entry. */
export interface OpenEntry {
  draft: EntryDraft;
  /** What was there as far as whoever writes has seen. */
  first: EntryDraft;
  /** The version of the list in which it was. */
  version: number;
}

export const newEntryKey = (kind: LexiconKind, language: Language) => `new ${kind} ${language}`;

/**
 * What is being written, by `lexiconKeyOf` or `newEntryKey`. It is the room's: a row leaves the page when a search or
 * the other language hides it.
 */
export function useEntryDrafts() {
  const [open, setOpen] = useState<ReadonlyMap<string, OpenEntry>>(new Map());
  const put = useCallback((key: string, entry: OpenEntry | null) => {
    setOpen((now) => {
      const next = new Map(now);
      if (entry) next.set(key, entry);
      else next.delete(key);
      return next;
    });
  }, []);
  /** Whether something of it is not saved; what was written over an entry that is gone can't be any more. */
  const hasUnsaved = (entries: readonly LexiconEntry[]) => {
    const written = [...open].filter(([, { draft, first }]) => !isSameDraft(draft, first)).map(([key]) => key);
    return written.some((key) => key.startsWith("new ") || entries.some((entry) => lexiconKeyOf(entry) === key));
  };
  return { open, put, hasUnsaved };
}
