import { can, type Permission, type Role } from "../../lib/auth/permissions";
import { AppError } from "../../lib/errors";
import type { Database } from "../platform/db/database";
import type { Recordings } from "./recordings/recordings";

/** How a person proved who they are; what has to stay true for them to stay connected. */
export type Credential =
  | { kind: "login"; loginId: string; loginEpoch: number; expiresAt: number }
  | { kind: "token"; tokenId: number };

/** A logged-in person, or a program with one of their API tokens. */
export interface UserActor {
  kind: "user";
  userId: number;
  username: string;
  role: Role;
  /** Absent only for actors that did not come in through a request. */
  credential?: Credential;
}

/** Who acts: a person, or the system itself (command line, first start). */
export type Actor = UserActor | { kind: "system" };

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
