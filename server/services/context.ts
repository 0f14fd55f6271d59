import { can, type Permission, type Role } from "../../lib/auth/permissions";
import { AppError } from "../../lib/errors";
import type { Database } from "../db/connection";
import type { Recordings } from "../recordings/recordings";

/** Who acts: a logged-in person or token, or the system itself (command line, first start). */
export type Actor = { kind: "user"; userId: number; username: string; role: Role } | { kind: "system" };

/** What every service and query is given. `now` is Unix seconds. */
export interface ServiceContext {
  db: Database;
  recordings: Recordings;
  actor: Actor;
  now: () => number;
}

/** Throws AppError `forbidden` unless the actor has the permission. The system has every permission. */
export function authorise(actor: Actor, permission: Permission): void {
  if (actor.kind === "system" || can(actor.role, permission)) return;
  throw new AppError("forbidden");
}
