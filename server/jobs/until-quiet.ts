import type { WatchedActivity } from "../inference/scheduling/contract";
import { deferred } from "../platform/timing/deferred";
import { untilAborted } from "../platform/timing/on-abort";

/** Resolves while nobody talks. Rejects with the signal's reason. */
export async function untilQuiet(activity: WatchedActivity, signal: AbortSignal): Promise<void> {
  while (activity.anyoneActive) {
    const quietened = deferred<void>();
    const stop = activity.onQuiet(quietened.resolve);
    await untilAborted(quietened.promise, signal).finally(stop);
  }
}
