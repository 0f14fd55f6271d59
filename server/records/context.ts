import type { Actor } from "../access/actor";
import type { Database } from "../platform/db/database";
import type { Recordings } from "./recordings/recordings";

/** What every verb is given. */
export interface ServiceContext {
  db: Database;
  recordings: Recordings;
  actor: Actor;
  /** Unix seconds */
  nowS: () => number;
}
