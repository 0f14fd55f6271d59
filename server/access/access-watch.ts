import type { Logger } from "../platform/observability/logger";
import type { UserActor } from "./actor";
import type { Standing } from "./standing";

/** How often the database is polled for changes: revoked access ends within this time plus one read. */
const pollIntervalMs = 250;
/** How long before its end an expiring login is announced. */
const loginNoticeMs = 60_000;

/** The phase of a login: it lasts, its end was announced, or it is over. */
type LoginPhase = "lasting" | "expiring" | "expired";

/** Callbacks for an open connection about its own access; each is called once per change. */
export interface AccessListener {
  /**
   * The access was revoked: password or role changed, logged out, token revoked, or the person was disabled, whom
   * logging in again does not help.
   */
  onRevoked(isDisabled: boolean): void;
  /** The login ends in `inMs` milliseconds. */
  onExpiring(inMs: number): void;
  /** The login was renewed after `onExpiring`; it now ends in `inMs` milliseconds. */
  onRenewed(inMs: number): void;
  /** The login has expired. */
  onExpired(): void;
}

/** One open connection's access. */
export interface WatchedAccess {
  /** True when nothing was written since the access was last found good, so no check is needed. Takes microseconds. */
  isCertain(): boolean;
  /** Checks all connections against the database; resolves after the listeners were called. Never rejects. */
  check(): Promise<void>;
  /** Call when the connection has closed. Idempotent. */
  end(): void;
}

export interface AccessWatch {
  watch(actor: UserActor, listener: AccessListener): WatchedAccess;
  close(): void;
}

export interface AccessWatchDependencies {
  /** Returns a different text whenever rows were written since the last call; may throw. */
  changeMark: () => string;
  standingsOf: (actors: readonly UserActor[]) => Promise<Standing[]>;
  /** Unix ms; the clock that decides when a login has expired. */
  nowMs: () => number;
  logger: Logger;
}

interface Watched {
  actor: UserActor;
  listener: AccessListener;
  expiresAtMs: number | null;
  phase: LoginPhase;
}

/**
 * Notifies open connections when their access ends, whichever process ended it: this one, the pages' process or the
 * command line. All of them write to one database, so polling its change mark catches every case; no code has to send a
 * message that could be forgotten or lost. Busy or broken storage logs nobody out: the check is repeated.
 */
export function createAccessWatch(deps: AccessWatchDependencies): AccessWatch {
  const all = new Set<Watched>();
  /** The change mark read before the last successful check; null while a connection has not been checked yet. */
  let checkedMark: string | null = null;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let isStorageTrouble = false;

  const reportTrouble = (error: unknown) => {
    // Log each outage once: the check runs four times a second.
    if (!isStorageTrouble) deps.logger.warn("access_check_failed", { error });
    isStorageTrouble = true;
  };

  /** Null when the database can't be read. */
  const readMark = (): string | null => {
    try {
      return deps.changeMark();
    } catch (error) {
      reportTrouble(error);
      return null;
    }
  };

  async function checkAll(): Promise<void> {
    const asked = [...all];
    // The mark is read before the rows, so a write in between triggers one more check.
    const mark = readMark();
    if (mark === null || asked.length === 0) return;
    try {
      const standings = await deps.standingsOf(asked.map(({ actor }) => actor));
      isStorageTrouble = false;
      const checked = new Set(asked);
      checkedMark = [...all].every((watched) => checked.has(watched)) ? mark : null;
      for (const [index, watched] of asked.entries()) {
        const standing = standings[index];
        if (standing && all.has(watched)) apply(watched, standing);
      }
    } catch (error) {
      checkedMark = null;
      reportTrouble(error);
    }
  }

  /**
   * Runs one check at a time. A call during a check gets the next one, because the current one may have read before the
   * change.
   */
  function check(): Promise<void> {
    if (!running) {
      running = checkAll().finally(() => {
        running = null;
      });
      return running;
    }
    next ??= running.then(() => {
      next = null;
      return check();
    });
    return next;
  }

  function apply(watched: Watched, standing: Standing): void {
    if (standing.isRevoked) {
      all.delete(watched);
      watched.listener.onRevoked(standing.isDisabled === true);
      return;
    }
    const expiresAtMs = standing.expiresAt === null ? null : standing.expiresAt * 1_000;
    // A renewed login whose new end is also near is announced like any other.
    if (watched.expiresAtMs !== expiresAtMs && watched.phase === "expiring") tellRenewed(watched, expiresAtMs);
    watched.expiresAtMs = expiresAtMs;
    advance(watched);
  }

  function tellRenewed(watched: Watched, expiresAtMs: number | null): void {
    watched.phase = "lasting";
    if (expiresAtMs !== null) watched.listener.onRenewed(expiresAtMs - deps.nowMs());
  }

  function advance(watched: Watched): void {
    const { expiresAtMs, phase: before, listener } = watched;
    // An expired login can't be renewed: the page already asks for a new login.
    if (expiresAtMs === null || before === "expired") return;
    const inMs = expiresAtMs - deps.nowMs();
    watched.phase = phaseOf(inMs);
    if (watched.phase === before) return;
    if (watched.phase === "expiring") listener.onExpiring(inMs);
    if (watched.phase === "expired") listener.onExpired();
  }

  const timer = setInterval(() => {
    if (all.size === 0) return;
    for (const watched of all) advance(watched);
    if (checkedMark === null || readMark() !== checkedMark) void check();
  }, pollIntervalMs);
  timer.unref();

  return {
    watch(actor, listener) {
      const expiresAt = actor.credential?.kind === "login" ? actor.credential.expiresAt * 1_000 : null;
      const watched: Watched = { actor, listener, expiresAtMs: expiresAt, phase: "lasting" };
      all.add(watched);
      // A change may have been committed between authentication and this call.
      checkedMark = null;
      return {
        isCertain() {
          advance(watched);
          return checkedMark !== null && readMark() === checkedMark;
        },
        check,
        end: () => void all.delete(watched),
      };
    },
    close: () => clearInterval(timer),
  };
}

function phaseOf(inMs: number): LoginPhase {
  if (inMs <= 0) return "expired";
  return inMs <= loginNoticeMs ? "expiring" : "lasting";
}
