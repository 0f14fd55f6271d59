import { AppError } from "../../../lib/errors";
import type { MetricEvents, SocketRefusal } from "../../platform/observability/metrics";
import type { Rate } from "../../platform/timing/token-bucket";
import type { ClientLimitSettings } from "../settings";
import { KeyedBuckets } from "./keyed-buckets";

/** Several people may share an address: its rates of turns and messages are those of this many people. */
const peoplePerAddress = 10;
const burstSeconds = 5;
/**
 * Messages that begin a turn or a session each cost a disk write that delays everybody. Nobody types faster than this.
 */
const startRate: Rate = { burst: 100, perSecond: 20 };
const invalidRate: Rate = { burst: 50, perSecond: 1 };
/** When a client that was refused for too many sockets may retry. */
const socketRetryS = 5;

/** The limits of a connected client, shared with all other connections of its person and its address. */
export interface ClientAllowance {
  /** Each call consumes one; false when none is left. */
  takeMessage(): boolean;
  takeStart(): boolean;
  takeInvalid(): boolean;
  /** Consumes a turn. When none is left, throws AppError `rate_limited` with the time of the next one. */
  takeTurn(): void;
}

/** A socket whose upgrade is being checked: it counts for its address until `left`. */
export interface Arrival {
  /** The person is authenticated. Throws AppError `rate_limited` when they have too many sockets already. */
  welcome(userId: number): ClientAllowance;
  /** The socket is closed. Idempotent. */
  left(): void;
}

/**
 * The limits of people and addresses. They outlive connections: a client that reconnects finds them unchanged. What
 * concerns an address alone is checked first, so that a flood without a login costs no database read.
 */
export class ClientLimits {
  private readonly attempts: KeyedBuckets<string>;
  private readonly messages: SharedRate;
  private userAttempts: KeyedBuckets<number>;
  private turns: SharedRate;
  private readonly starts = new SharedRate(startRate);
  private readonly invalid = new SharedRate(invalidRate);
  private readonly socketsOf = { address: new Tally<string>(), user: new Tally<number>() };

  constructor(
    private settings: ClientLimitSettings,
    /** Monotonic clock, ms. */
    private readonly now: () => number,
    private readonly metrics?: Pick<MetricEvents, "socketRefused" | "turnRefused">,
  ) {
    const { socketsPerAddress, messagesPerSecond } = settings;
    // After a restart of the server everybody behind an address reconnects at once, some of them twice.
    this.attempts = new KeyedBuckets({ burst: 2 * socketsPerAddress, perSecond: socketsPerAddress / 10 });
    this.userAttempts = userAttemptsOf(settings);
    this.messages = new SharedRate({ burst: burstSeconds * messagesPerSecond, perSecond: messagesPerSecond });
    this.turns = turnsOf(settings);
  }

  /** Changes a person's limits. What was consumed of a changed one is forgotten; open sockets stay open. */
  change({ socketsPerUser, turnsPerMinute }: Pick<ClientLimitSettings, "socketsPerUser" | "turnsPerMinute">): void {
    const before = this.settings;
    this.settings = { ...before, socketsPerUser, turnsPerMinute };
    if (socketsPerUser !== before.socketsPerUser) this.userAttempts = userAttemptsOf(this.settings);
    if (turnsPerMinute !== before.turnsPerMinute) this.turns = turnsOf(this.settings);
  }

  /**
   * `address`: addressKey() of the socket's address. Throws AppError `rate_limited` when it has too many attempts or
   * sockets.
   */
  arrive(address: string): Arrival {
    if (!this.attempts.take(address, this.now())) {
      throw this.refusal("address_attempts", this.attempts.waitMs(address, this.now()) / 1_000);
    }
    const sockets = this.socketsOf;
    if (sockets.address.of(address) >= this.settings.socketsPerAddress) throw this.refusal("address", socketRetryS);
    const places = [sockets.address.add(address)];
    return {
      welcome: (userId) => {
        // The attempt now counts for the person instead of the address, so nobody with a login locks out a neighbour.
        this.attempts.giveBack(address);
        if (sockets.user.of(userId) >= this.settings.socketsPerUser) throw this.refusal("user", socketRetryS);
        if (!this.userAttempts.take(userId, this.now())) {
          throw this.refusal("user_attempts", this.userAttempts.waitMs(userId, this.now()) / 1_000);
        }
        places.push(sockets.user.add(userId));
        return this.allowanceOf(userId, address);
      },
      left() {
        for (const leave of places.splice(0)) leave();
      },
    };
  }

  private allowanceOf(userId: number, address: string): ClientAllowance {
    return {
      takeMessage: () => this.messages.take(userId, address, this.now()),
      takeStart: () => this.starts.take(userId, address, this.now()),
      takeInvalid: () => this.invalid.take(userId, address, this.now()),
      takeTurn: () => {
        if (this.turns.take(userId, address, this.now())) return;
        this.metrics?.turnRefused();
        throw tooMany("turns", this.turns.waitMs(userId, address, this.now()) / 1_000);
      },
    };
  }

  private refusal(reason: SocketRefusal, retryAfterS: number): AppError {
    this.metrics?.socketRefused(reason);
    return tooMany("connections", retryAfterS);
  }
}

const userAttemptsOf = ({ socketsPerUser }: ClientLimitSettings) =>
  new KeyedBuckets<number>({ burst: 3 * socketsPerUser, perSecond: socketsPerUser / 10 });

const turnsOf = ({ turnsPerMinute }: ClientLimitSettings) =>
  new SharedRate({ burst: turnsPerMinute, perSecond: turnsPerMinute / 60 });

function tooMany(what: string, waitS: number): AppError {
  const retryAfterS = Math.max(1, Math.ceil(waitS));
  return new AppError("rate_limited", `Too many ${what}. Try again in ${retryAfterS} s.`, { retryAfterS });
}

/**
 * A person's rate and a wider one of their address. The person's is checked first, so one person never uses up the
 * address's.
 */
class SharedRate {
  private readonly users: KeyedBuckets<number>;
  private readonly addresses: KeyedBuckets<string>;

  constructor({ burst, perSecond }: Rate) {
    this.users = new KeyedBuckets({ burst, perSecond });
    this.addresses = new KeyedBuckets({ burst: peoplePerAddress * burst, perSecond: peoplePerAddress * perSecond });
  }

  take(userId: number, address: string, nowMs: number): boolean {
    return this.users.take(userId, nowMs) && this.addresses.take(address, nowMs);
  }

  waitMs(userId: number, address: string, nowMs: number): number {
    return Math.max(this.users.waitMs(userId, nowMs), this.addresses.waitMs(address, nowMs));
  }
}

/** Counts per key; a key that is back at zero is dropped. */
class Tally<Key> {
  private readonly counts = new Map<Key, number>();

  of(key: Key): number {
    return this.counts.get(key) ?? 0;
  }

  /** Adds one; the returned function removes it again. */
  add(key: Key): () => void {
    this.counts.set(key, this.of(key) + 1);
    return () => {
      const left = this.of(key) - 1;
      if (left > 0) this.counts.set(key, left);
      else this.counts.delete(key);
    };
  }
}
