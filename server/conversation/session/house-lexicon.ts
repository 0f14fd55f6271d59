import { emptyLexicon, type Lexicon } from "../../../lib/lexicon";
import type { RecordsContext } from "../../records/context";
import { readNewerLexicon } from "../../records/lexicon/read-lexicon";

/** The lexicon as it was read last, for all conversations of a database: its entries may be many. */
const known = new WeakMap<RecordsContext["db"], Lexicon>();

/** The house's lexicon, read for each turn: only its version, while that stays. A turn need not fail for want of it. */
export const houseLexicon = (ctx: RecordsContext) => async (): Promise<Lexicon> => {
  const before = known.get(ctx.db) ?? emptyLexicon;
  const lexicon = await readNewerLexicon(ctx, before).catch(() => before);
  known.set(ctx.db, lexicon);
  return lexicon;
};
