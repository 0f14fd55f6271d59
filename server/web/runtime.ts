import type { ClockHealth, StorageHealth } from "../../lib/health";
import type { ModelStatus, ServiceLevel } from "../../lib/protocol/server-messages";
import type { BuiltinVoice } from "../inference/contract";
import type { Logger } from "../platform/observability/logger";
import type { Actor, ServiceContext } from "../records/context";

/** /health: `ok` only when every required model is ready and turns can be stored; server/web/health.ts. */
export interface HealthReport {
  status: "ok" | "loading" | "down";
  models: ModelStatus[];
  /** How the voice is made now. */
  service?: ServiceLevel;
  gpu?: GpuHealth;
  storage?: StorageHealth;
  clock?: ClockHealth;
}

/** The graphics cards, as far as anybody may know; a full card does not change `status`. */
export interface GpuHealth {
  /** `none`: no card, a normal state; `unknown`: there may be one, but it can't be read; `alert`: one is nearly full. */
  state: "none" | "unknown" | "ok" | "alert";
  /** Used / total, 0–1, null when unknown. */
  cards: { index: number; memory_used_fraction: number | null }[];
  /** Cards that can't be read beside others that can; left out while there are none. */
  unreadable_cards?: number;
}

/**
 * What the running server offers to Next's bundled code. Next bundles its own copies of our modules, so anything
 * that exists once is reached through this handle and nowhere else.
 */
export interface AvatarRuntime {
  contextFor(actor: Actor): ServiceContext;
  health(): HealthReport;
  /** The voices that come with the models (`profile_id` is `builtin:NAME`): TextToSpeech.voices(). */
  voices(): BuiltinVoice[];
  authSecret: string;
  /** How long a login lasts after its password was entered, seconds. */
  loginLifetimeS: number;
  loginThrottle: LoginThrottle;
  logger: Logger;
}

/** Limits password attempts by user name and address; server/access/login-throttle.ts. */
export interface LoginThrottle {
  /**
   * Counts one attempt before its password is looked at, so that parallel attempts cannot outrun the count.
   * Throws AppError `rate_limited` when the name, the address or the two together have used up their attempts.
   */
  attempt(username: string, address: string): Promise<void>;
  /** The password was right: this name starts afresh from this address, and the attempt does not count. */
  succeeded(username: string, address: string): Promise<void>;
}

const key = Symbol.for("avatar.runtime");

export function setRuntime(runtime: AvatarRuntime): void {
  (globalThis as Record<symbol, unknown>)[key] = runtime;
}

/** The running server. Throws when called outside of it (a build, a test without a server). */
export function getRuntime(): AvatarRuntime {
  const runtime = (globalThis as Record<symbol, unknown>)[key];
  if (!runtime) throw new Error("AVATAR is not running in this process.");
  return runtime as AvatarRuntime;
}
