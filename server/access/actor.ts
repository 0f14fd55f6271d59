import { can, type Permission, type Role } from "../../lib/auth/permissions";
import { AppError } from "../../lib/errors";

/** How a person authenticated; it must stay valid for their connections to stay open. */
export type Credential =
  | { kind: "login"; loginId: string; loginEpoch: number; expiresAt: number }
  | { kind: "token"; tokenId: number };

/** A logged-in person, or a program with one of their API tokens. */
export interface UserActor {
  kind: "user";
  userId: number;
  username: string;
  role: Role;
  /** This and `address` are absent only for actors that did not come from a request. */
  credential?: Credential;
  /** The client's address, as the server itself sees it. */
  address?: string;
}

/** The jobs of the system itself: start-up work, logins, and commands that are run on the machine. */
type SystemJob = "reconcile" | "house" | "first_admin" | "login" | "command_line" | "jobs" | "alerts" | "metrics";

/** The system, acting for one of its jobs. */
export interface SystemActor {
  kind: "system";
  job: SystemJob;
}

/** The one who acts: a person, or the system itself. */
export type Actor = UserActor | SystemActor;

/** Throws AppError `forbidden` unless the actor has the permission. The system has every permission. */
export function authorise(actor: Actor, permission: Permission): void {
  if (actor.kind === "system" || can(actor.role, permission)) return;
  throw new AppError("forbidden", undefined, { permission });
}

/** The actor as a person. Throws AppError `forbidden` for the system: it owns no sessions, tokens or settings. */
export function requirePerson(actor: Actor): UserActor {
  if (actor.kind === "user") return actor;
  throw new AppError("forbidden");
}
