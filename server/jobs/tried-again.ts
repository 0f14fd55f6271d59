import { errorCatalogue, errorCodeOf } from "../../lib/errors";
import type { Job } from "../records/jobs/job";
import { maxAttempts } from "../records/jobs/work";

/** True when a job that failed like this is begun again by itself: the failure passes, and it was not begun too often. */
export function isTriedAgain({ attemptsMade }: Pick<Job, "attemptsMade">, error: unknown): boolean {
  const code = errorCodeOf(error);
  return code !== "internal" && errorCatalogue[code].retryable && attemptsMade < maxAttempts;
}
