import { AsyncLocalStorage } from "node:async_hooks";

/** What our code reports about the current request where Next has no channel for it: the error of an action. */
export interface RequestOutcome {
  /** True once an action of ours has begun; an error after that is not the fault of the request's form. */
  actionBegan: boolean;
  /** The error that the action threw or returned; null when there is none so far. */
  error: unknown;
}

const key = Symbol.for("avatar.request-outcome");
const shared = globalThis as { [key]?: AsyncLocalStorage<RequestOutcome> };
/** Next bundles its own copy of this module, so the one storage hangs on `globalThis`. */
shared[key] ??= new AsyncLocalStorage<RequestOutcome>();
const storage = shared[key];

/** Runs the code that answers one request; what that code reports is written to `outcome`. */
export function withRequestOutcome<T>(outcome: RequestOutcome, run: () => T): T {
  return storage.run(outcome, run);
}

/** The outcome of the current request; undefined outside of a request (a build, a test). */
export function requestOutcome(): RequestOutcome | undefined {
  return storage.getStore();
}
