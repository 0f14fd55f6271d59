import { unstable_rethrow } from "next/navigation";
import { requestOutcome } from "@/server/web/request-outcome";

/**
 * An action whose answer has the status of what it throws (401 without a login, 400 for input that is not valid): Next knows 500 alone.
 * The page's script is answered as before.
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
      // Redirects and the like are no errors.
      unstable_rethrow(error);
      answerWithStatusOf(error);
      throw error;
    }
  };
}

/** For an action that tells its error in what it returns: the answer has its status too. */
export function answerWithStatusOf(error: unknown): void {
  const outcome = requestOutcome();
  if (outcome) outcome.error = error;
}
