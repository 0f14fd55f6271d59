import { randomBytes } from "node:crypto";
import { AppError } from "../../../lib/errors";
import type { Whereabouts } from "./connection";

/** Another client of the same person holds the conversation, and was not asked to give it up. */
export class SessionInUse extends AppError {
  constructor(readonly heldBy: Whereabouts) {
    super("session_in_use");
  }
}

/** A secret by which one client is known again on its next connection: 128 random bits. */
export const newResumeToken = (): string => randomBytes(16).toString("base64url");
