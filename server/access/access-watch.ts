import type { Logger } from "../platform/observability/logger";
import type { UserActor } from "./actor";
import type { Standing } from "./standing";

/** How often the database is asked whether anything changed: access that was taken away ends within this and one read. */
const pollIntervalMs = 250;
/** A login that runs out is announced so long before. */
const loginNoticeMs = 60_000;

/** Where a login stands: it lasts, its end was announced, or it is over. */
type LoginPhase = "lasting" | "expiring" | "expired";

/** What an open connection is told about its own access. Each once for each change. */
export interface AccessListener {
  /** It was taken away: disabled, a new password, another role, logged out, a revoked token. */
  onRevoked(): void;
  /** The login ends in so many ms. */
  onExpiring(inMs: number): void;
  /** It was renewed after `onExpiring`. */
  onRenewed(inMs: number): void;
  /** It has run out. */
  onExpired(): void;
}

/** One open connection's access. */
export interface WatchedAccess {
  /** True when nothing was written since its access was last found to be good: nobody need be asked. Some microseconds. */
  isCertain(): boolean;
  /** Asks the database for everybody; the listeners have been told when it resolves. Never rejects. */
  check(): Promise<void>;
  /** The connection is gone. Idempotent. */
  end(): void;
}

export interface AccessWatch {
  watch(actor: UserActor, listener: AccessListener): WatchedAccess;
  close(): void;
}

export interface AccessWatchDependencies {
  /** Another text whenever rows were written since the last call; may throw. */
  changeMark: () => string;
  standingsOf: (actors: readonly UserActor[]) => Promise<Standing[]>;
  /** Unix ms: the clock that logins run out by. */
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
 * Tells open connections when their access ends, whoever ended it: this process, the pages' or the command line. All of them write
 * to the one database, so that a look at its change mark is the one root for all: nobody has to remember to tell, and a message that
 * is lost on its way loses nothing. Storage that is busy or broken logs nobody out: it is asked again.
 */
export function createAccessWatch(deps: AccessWatchDependencies): AccessWatch {
  const all = new Set<Watched>();
  /** The mark that was read before the last check that worked; null while somebody was never asked about. */
  let checkedMark: string | null = null;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let isStorageTrouble = false;

  const trouble = (error: unknown) => {
    // Once for each trouble: it is asked four times a second.
    if (!isStorageTrouble) deps.logger.warn("access_check_failed", { error });
    isStorageTrouble = true;
  };

  /** Null where storage can't say. */
  const readMark = (): string | null => {
    try {
      return deps.changeMark();
    } catch (error) {
      trouble(error);
      return null;
    }
  };

  async function checkAll(): Promise<void> {
    const asked = [...all];
    // Read before the rows: what is written in between is looked at once more.
    const mark = readMark();
    if (mark === null || asked.length === 0) return;
    checkedMark = mark;
    try {
      const standings = await deps.standingsOf(asked.map(({ actor }) => actor));
      isStorageTrouble = false;
      for (const [index, watched] of asked.entries()) {
        const standing = standings[index];
        if (standing && all.has(watched)) apply(watched, standing);
      }
    } catch (error) {
      checkedMark = null;
      trouble(error);
    }
  }

  /** One check at a time. Whoever asks while one runs gets the next: the one that runs may have read before the change. */
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
      watched.listener.onRevoked();
      return;
    }
    const expiresAtMs = standing.expiresAt === null ? null : standing.expiresAt * 1_000;
    // A renewal that is soon over too is announced like any other.
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
    // Nobody renews what is over: the page has been told to log in.
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
      // Something may have happened since they were let in.
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
