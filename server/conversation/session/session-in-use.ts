import { AppError } from "../../../lib/errors";
import type { Whereabouts } from "./connection";

/** Another client of the same person holds the conversation, and was not asked to give it up. */
export class SessionInUse extends AppError {
  constructor(readonly heldBy: Whereabouts) {
    super("session_in_use");
  }
}
