import { desc, eq, inArray, lt, or } from "drizzle-orm";
import { z } from "zod";
import { lexiconEntries, lexiconVersions, users } from "../../../drizzle/schema";
import type { LexiconVersions } from "../../../lib/lexicon-versions";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { entryOfRow } from "./read-lexicon";

const inputSchema = z.object({ before: z.number().int().positive().optional() });
const pageSize = 20;
/** An import may have changed thousands. */
const mostShown = 50;

/** Who changed what in the lexicon and when, newest first; `before`: only versions before this one. */
export async function listLexiconVersions(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema> = {},
): Promise<LexiconVersions> {
  authorise(ctx.actor, "settings:manage_house");
  const { before } = parseInput(inputSchema, input);
  const { version: number, createdAt } = lexiconVersions;
  return ctx.db.read((tx) => {
    const found = tx
      .select({ version: number, at: createdAt, by: users.username })
      .from(lexiconVersions)
      .innerJoin(users, eq(users.id, lexiconVersions.userId))
      .where(before === undefined ? undefined : lt(number, before))
      .orderBy(desc(number))
      .limit(pageSize + 1)
      .all();
    const versions = found.slice(0, pageSize);
    const numbers = versions.map(({ version }) => version);
    const { addedIn, removedIn } = lexiconEntries;
    const rows = tx
      .select()
      .from(lexiconEntries)
      .where(or(inArray(addedIn, numbers), inArray(removedIn, numbers)))
      .orderBy(lexiconEntries.id)
      .all();
    return {
      versions: versions.map((each) => {
        const added = rows.filter((row) => row.addedIn === each.version);
        const removed = rows.filter((row) => row.removedIn === each.version);
        return {
          ...each,
          added_count: added.length,
          removed_count: removed.length,
          added: added.slice(0, mostShown).map(entryOfRow),
          removed: removed.slice(0, mostShown).map(entryOfRow),
        };
      }),
      has_more: found.length > pageSize,
    };
  });
}
