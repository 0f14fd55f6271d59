import type { Actor } from "../access/actor";
import type { Database } from "../platform/db/database";
import type { Recordings } from "./recordings/recordings";

/** What every verb is given. */
export interface RecordsContext {
  /** The tables, or a transaction that is open on them: verbs join it. */
  db: Database;
  recordings: Recordings;
  actor: Actor;
  /** Unix seconds */
  nowS: () => number;
}

/**
 * Runs several verbs in one transaction: they are called with the context that `work` is given, and all of what they
 * write is kept, or nothing. `work` may await these verbs alone; what is slow (a password's hash, a file) is done
 * before.
 */
export function inOneTransaction<T>(ctx: RecordsContext, work: (ctx: RecordsContext) => Promise<T>): Promise<T> {
  return ctx.db.transaction((db) => work({ ...ctx, db }));
}
