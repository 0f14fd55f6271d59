import type { LexiconEntry } from "./lexicon";

/** What one version changed; an entry that was changed is among the removed and the added ones. */
export interface LexiconVersionView {
  version: number;
  by: string;
  /** Unix seconds */
  at: number;
  added_count: number;
  removed_count: number;
  /** The first of them. */
  added: LexiconEntry[];
  removed: LexiconEntry[];
}

/** Newest first. */
export interface LexiconVersions {
  versions: LexiconVersionView[];
  has_more: boolean;
}
