import { unstable_rethrow } from "next/navigation";
import { requestOutcome } from "@/server/web/request-outcome";
import { auditRefusedAction } from "./audit-refusal";

/**
 * Wraps an action so that its response has the status of what it throws (401 without a login, 400 for invalid input);
 * Next alone would always send 500. The page's script sees no difference.
 */
export function answeringAction<Args extends unknown[], Result>(
  run: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    const outcome = requestOutcome();
    if (outcome) outcome.actionBegan = true;
    try {
      return await run(...args);
    } catch (error) {
      // Redirects and not-found are thrown too, but are no errors.
      unstable_rethrow(error);
      await auditRefusedAction(error);
      answerWithStatusOf(error);
      throw error;
    }
  };
}

/** For an action that returns its error: the response gets the error's status too. */
export function answerWithStatusOf(error: unknown): void {
  const outcome = requestOutcome();
  if (outcome) outcome.error = error;
}
