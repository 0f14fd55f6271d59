import type { Language } from "@/lib/languages";
import { type LexiconEntry, type LexiconKind, lexiconKeyOf } from "@/lib/lexicon";
import { type LexiconProblem, lexiconProblem } from "@/lib/lexicon-problem";

/** An entry while it is written. */
export interface EntryDraft {
  written: string;
  becomes: string;
  pronunciation: string;
}

export const emptyDraft: EntryDraft = { written: "", becomes: "", pronunciation: "" };

export function draftOf({ written, becomes, pronunciation }: LexiconEntry): EntryDraft {
  return { written, becomes, pronunciation: pronunciation ?? "" };
}

/** The entry that the draft makes. With a pronunciation alone, what is written is said in it. */
export function entryOfDraft(kind: LexiconKind, language: Language, draft: EntryDraft): LexiconEntry {
  const written = draft.written.trim();
  const pronunciation = draft.pronunciation.trim() || null;
  return { kind, language, written, becomes: draft.becomes.trim() || (pronunciation ? written : ""), pronunciation };
}

export type DraftProblem = LexiconProblem | "empty" | "exists";

/** Why the entry can't be saved; `own`: the one that it takes the place of. */
export function draftProblem(
  entry: LexiconEntry,
  entries: readonly LexiconEntry[],
  own: LexiconEntry | null,
): DraftProblem | null {
  if (entry.written === "" || entry.becomes === "") return "empty";
  const key = lexiconKeyOf(entry);
  const isTaken = entries.some((each) => each !== own && lexiconKeyOf(each) === key);
  if (isTaken && !(own && lexiconKeyOf(own) === key)) return "exists";
  return lexiconProblem(entry);
}

export const isSameDraft = (one: EntryDraft, other: EntryDraft) =>
  one.written === other.written && one.becomes === other.becomes && one.pronunciation === other.pronunciation;
