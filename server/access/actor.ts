import { can, type Permission, type Role } from "../../lib/auth/permissions";
import { AppError } from "../../lib/errors";

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
  /** Absent, as the address below, only for actors that did not come in through a request. */
  credential?: Credential;
  /** Where the request came from, as the server itself sees it. */
  address?: string;
}

/** What the system acts for when no person does: the start's own work, letting people in, whoever runs a command. */
type SystemJob = "reconcile" | "first_admin" | "login" | "command_line";

/** The system itself, on one of its jobs. */
export interface SystemActor {
  kind: "system";
  job: SystemJob;
}

/** Who acts: a person, or the system itself. */
export type Actor = UserActor | SystemActor;

/** Throws AppError `forbidden` unless the actor has the permission. The system has every permission. */
export function authorise(actor: Actor, permission: Permission): void {
  if (actor.kind === "system" || can(actor.role, permission)) return;
  throw new AppError("forbidden");
}

/** The actor as a person. Throws AppError `forbidden` for the system: it owns no sessions, tokens or settings. */
export function requirePerson(actor: Actor): UserActor {
  if (actor.kind === "user") return actor;
  throw new AppError("forbidden");
}
