import { AppError } from "../../lib/errors";
import type { Actor, UserActor } from "../records/context";

/** The actor as a person. Throws AppError `forbidden` for the system: it owns no sessions, tokens or settings. */
export function requirePerson(actor: Actor): UserActor {
  if (actor.kind === "user") return actor;
  throw new AppError("forbidden");
}
