import type { Actor } from "../access/actor";
import type { Database } from "../platform/db/database";
import type { Recordings } from "./recordings/recordings";

/** What every service and query is given. `now` is Unix seconds. */
export interface ServiceContext {
  db: Database;
  recordings: Recordings;
  actor: Actor;
  now: () => number;
}
