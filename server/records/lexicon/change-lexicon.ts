import { gt, inArray, isNull, or } from "drizzle-orm";
import { z } from "zod";
import { lexiconEntries, lexiconVersions } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { lexiconEntrySchema, lexiconKeyOf, mostLexiconEntries } from "../../../lib/lexicon";
import { lexiconProblem } from "../../../lib/lexicon-problem";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { newestVersionIn } from "./read-lexicon";

const entrySchema = lexiconEntrySchema.transform((entry) => ({ ...entry, pronunciation: entry.pronunciation || null }));
const inputSchema = z.object({
  /** The version that the person saw. */
  basedOn: z.number().int().nonnegative(),
  remove: z.array(lexiconEntrySchema.pick({ kind: true, language: true, written: true })).max(mostLexiconEntries),
  /** Each takes the place of the entry with its key. */
  put: z.array(entrySchema.refine((entry) => lexiconProblem(entry) === null, "can't be kept")).max(mostLexiconEntries),
});
export type ChangeLexiconInput = z.input<typeof inputSchema>;

/**
 * Makes one new version from the changes; where they change nothing, there is none. Throws AppError `conflict` when
 * somebody changed one of these entries after the version that the person saw, and `invalid_input`, also for a lexicon
 * that would grow too large.
 */
export async function changeLexicon(ctx: RecordsContext, input: ChangeLexiconInput): Promise<{ version: number }> {
  authorise(ctx.actor, "settings:manage_house");
  const { userId } = requirePerson(ctx.actor);
  const { basedOn, remove, put } = parseInput(inputSchema, input);
  const wanted = new Map(put.map((entry) => [lexiconKeyOf(entry), entry]));
  const touched = new Set([...wanted.keys(), ...remove.map(lexiconKeyOf)]);
  return ctx.db.write((tx) => {
    const newest = newestVersionIn(tx);
    if (basedOn > newest) throw new AppError("invalid_input", "There is no such version.");
    const isTouched = (row: Row) => touched.has(keyOfRow(row));
    if (rowsChangedAfter(tx, basedOn).some(isTouched)) throw new AppError("conflict");
    const present = tx.select().from(lexiconEntries).where(isNull(lexiconEntries.removedIn)).all();
    const isSame = (row: Row, other = wanted.get(keyOfRow(row))) =>
      other !== undefined &&
      (["written", "becomes", "pronunciation"] as const).every((field) => row[field] === other[field]);
    const removed = present.filter((row) => isTouched(row) && !isSame(row));
    const kept = new Set(present.filter((row) => isSame(row)).map(keyOfRow));
    const added = [...wanted].flatMap(([key, entry]) => (kept.has(key) ? [] : [entry]));
    if (removed.length + added.length === 0) return { version: newest };
    if (present.length - removed.length + added.length > mostLexiconEntries)
      throw new AppError("invalid_input", `The lexicon holds at most ${mostLexiconEntries} entries.`);
    const version = newest + 1;
    tx.insert(lexiconVersions).values({ version, userId, createdAt: ctx.nowS() }).run();
    for (const ids of inGroups(removed.map(({ id }) => id)))
      tx.update(lexiconEntries).set({ removedIn: version }).where(inArray(lexiconEntries.id, ids)).run();
    for (const entries of inGroups(added))
      tx.insert(lexiconEntries)
        .values(entries.map((entry) => ({ ...entry, addedIn: version })))
        .run();
    // The entries themselves are in the versions, which are never changed.
    const counts = { added: added.length, removed: removed.length };
    const act = { action: "lexicon.change", entity: "lexicon", entityId: version } as const;
    appendAudit(tx, ctx, { ...act, before: { version: newest }, after: { version, ...counts } });
    return { version };
  });
}

type Row = typeof lexiconEntries.$inferSelect;

/** The language of a row is one of ours: this verb alone writes rows. */
function keyOfRow(row: Row): string {
  return lexiconKeyOf(row as Row & { language: "zh-TW" | "en" });
}

function rowsChangedAfter(tx: Transaction, version: number): Row[] {
  const { addedIn, removedIn } = lexiconEntries;
  return tx
    .select()
    .from(lexiconEntries)
    .where(or(gt(addedIn, version), gt(removedIn, version)))
    .all();
}

/** SQLite takes a bounded number of values in one statement. */
function inGroups<Item>(items: readonly Item[]): Item[][] {
  const size = 500;
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
