import type { Actor } from "../access/actor";
import type { Database } from "../platform/db/database";
import type { Recordings } from "./recordings/recordings";

/** The context of every verb. */
export interface RecordsContext {
  /** The database, or an open transaction that the verbs join. */
  db: Database;
  recordings: Recordings;
  actor: Actor;
  /** Unix seconds */
  nowS: () => number;
}

/**
 * Runs several verbs in one transaction: `work` gets a context that joins it, and either all writes are kept or none.
 * `work` may await only these verbs; slow work (a password hash, a file) must be done before.
 */
export function inOneTransaction<T>(ctx: RecordsContext, work: (ctx: RecordsContext) => Promise<T>): Promise<T> {
  return ctx.db.transaction((db) => work({ ...ctx, db }));
}
