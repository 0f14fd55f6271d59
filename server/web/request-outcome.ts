import { AsyncLocalStorage } from "node:async_hooks";

/** What our own code says of the request that is being answered, where Next has no way to say it: an action's error and its status. */
export interface RequestOutcome {
  /** An action of ours has begun: what goes wrong from then on is not the request's fault. */
  actionBegan: boolean;
  /** What the action failed with, thrown or returned; null while nothing is known of it. */
  error: unknown;
}

const key = Symbol.for("avatar.request-outcome");
const shared = globalThis as { [key]?: AsyncLocalStorage<RequestOutcome> };
/** Next bundles its own copy of this module: the storage exists once all the same. */
shared[key] ??= new AsyncLocalStorage<RequestOutcome>();
const storage = shared[key];

/** Runs what answers one request; what it says of itself is found in `outcome`. */
export function withRequestOutcome<T>(outcome: RequestOutcome, run: () => T): T {
  return storage.run(outcome, run);
}

/** The outcome of the request that is being answered; undefined outside of one (a build, a test). */
export function requestOutcome(): RequestOutcome | undefined {
  return storage.getStore();
}
