import { and, asc, gt, isNull, lte, max, or } from "drizzle-orm";
import { lexiconEntries, lexiconVersions } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { emptyLexicon, type Lexicon, type LexiconEntry } from "../../../lib/lexicon";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";

/**
 * The house's lexicon, or how it was at a version. Everybody who may talk may know it. Throws AppError `not_found` for
 * a version that never was.
 */
export async function readLexicon(ctx: RecordsContext, version?: number): Promise<Lexicon> {
  authorise(ctx.actor, "chat:use");
  return ctx.db.read((tx) => lexiconIn(tx, version));
}

/** The house's lexicon now: `known` itself when that is it. */
export async function readNewerLexicon(ctx: RecordsContext, known: Lexicon): Promise<Lexicon> {
  authorise(ctx.actor, "chat:use");
  return ctx.db.read((tx) => (newestVersionIn(tx) === known.version ? known : lexiconIn(tx)));
}

/** The same, for verbs with an open transaction and their own permission. */
export function lexiconIn(tx: Transaction, version?: number): Lexicon {
  const newest = newestVersionIn(tx);
  const wanted = version ?? newest;
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > newest) throw new AppError("not_found");
  if (wanted === emptyLexicon.version) return emptyLexicon;
  const entries = tx
    .select()
    .from(lexiconEntries)
    .where(
      and(
        lte(lexiconEntries.addedIn, wanted),
        or(isNull(lexiconEntries.removedIn), gt(lexiconEntries.removedIn, wanted)),
      ),
    )
    .orderBy(asc(lexiconEntries.id))
    .all();
  return { version: wanted, entries: entries.map(entryOfRow) };
}

export function entryOfRow(row: typeof lexiconEntries.$inferSelect): LexiconEntry {
  const { kind, language, written, becomes, pronunciation } = row;
  // Only `changeLexicon` writes rows, and it takes no other language.
  return { kind, language: language as LexiconEntry["language"], written, becomes, pronunciation };
}

/** 0 before the first change. */
export function newestVersionIn(tx: Transaction): number {
  return (
    tx
      .select({ version: max(lexiconVersions.version) })
      .from(lexiconVersions)
      .get()?.version ?? 0
  );
}
