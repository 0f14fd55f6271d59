import { AppError } from "../../../lib/errors";
import type { MetricEvents, SocketRefusal } from "../../platform/observability/metrics";
import type { Rate } from "../../platform/timing/token-bucket";
import type { ClientLimitSettings } from "../settings";
import { KeyedBuckets } from "./keyed-buckets";

/** An address stands for a house: it may do what so many people may. */
const peoplePerAddress = 10;
const burstSeconds = 5;
/** Messages that begin a turn or a session each cost a write to the disk, which everybody waits for: nobody types faster. */
const startRate: Rate = { burst: 100, perSecond: 20 };
const invalidRate: Rate = { burst: 50, perSecond: 1 };
/** Whoever is refused because there are too many sockets may look again so soon. */
const socketRetryS = 5;

/** What a connected client may still do: it shares its person's and its address's limits with all of their other connections. */
export interface ClientAllowance {
  /** Each of these takes one; false when none is left. */
  takeMessage(): boolean;
  takeStart(): boolean;
  takeInvalid(): boolean;
  /** Takes a turn. Throws AppError `rate_limited`, which says when the next one is free, when none is left. */
  takeTurn(): void;
}

/** A socket whose upgrade is being looked at: it holds a place of its address until `left`. */
export interface Arrival {
  /** The person is known. Throws AppError `rate_limited` when they have too many sockets already. */
  welcome(userId: number): ClientAllowance;
  /** The socket is closed. Idempotent. */
  left(): void;
}

/**
 * The limits of people and addresses, which outlive their connections: whoever connects again finds them as they were. What
 * concerns an address alone is decided before anything else is asked: a flood without a login costs no look at the database.
 */
export class ClientLimits {
  private readonly attempts: KeyedBuckets<string>;
  private readonly userAttempts: KeyedBuckets<number>;
  private readonly messages: SharedRate;
  private readonly turns: SharedRate;
  private readonly starts = new SharedRate(startRate);
  private readonly invalid = new SharedRate(invalidRate);
  private readonly socketsOf = { address: new Tally<string>(), user: new Tally<number>() };

  constructor(
    private readonly settings: ClientLimitSettings,
    /** Monotonic clock, ms. */
    private readonly now: () => number,
    private readonly metrics?: Pick<MetricEvents, "socketRefused" | "turnRefused">,
  ) {
    const { socketsPerUser, socketsPerAddress, turnsPerMinute, messagesPerSecond } = settings;
    // Everybody behind an address comes back at once when the server was restarted, and some of them twice.
    this.attempts = new KeyedBuckets({ burst: 2 * socketsPerAddress, perSecond: socketsPerAddress / 10 });
    this.userAttempts = new KeyedBuckets({ burst: 3 * socketsPerUser, perSecond: socketsPerUser / 10 });
    this.messages = new SharedRate({ burst: burstSeconds * messagesPerSecond, perSecond: messagesPerSecond });
    this.turns = new SharedRate({ burst: turnsPerMinute, perSecond: turnsPerMinute / 60 });
  }

  /** `address`: addressKey() of the socket's own. Throws AppError `rate_limited` when it has too many attempts or sockets. */
  arrive(address: string): Arrival {
    if (!this.attempts.take(address, this.now())) {
      throw this.refusal("address_attempts", this.attempts.waitMs(address, this.now()) / 1_000);
    }
    const sockets = this.socketsOf;
    if (sockets.address.of(address) >= this.settings.socketsPerAddress) throw this.refusal("address", socketRetryS);
    const places = [sockets.address.add(address)];
    return {
      welcome: (userId) => {
        // Guests use an address up, people use themselves up: nobody who is known locks a neighbour out.
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

function tooMany(what: string, waitS: number): AppError {
  const retryAfterS = Math.max(1, Math.ceil(waitS));
  return new AppError("rate_limited", `Too many ${what}. Try again in ${retryAfterS} s.`, { retryAfterS });
}

/** A person's rate, and a wider one of their address. The person's comes first, so one alone never uses up the address's. */
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

/** How many there are of each key; what is back at none is forgotten. */
class Tally<Key> {
  private readonly counts = new Map<Key, number>();

  of(key: Key): number {
    return this.counts.get(key) ?? 0;
  }

  /** One more; returns what takes it away again. */
  add(key: Key): () => void {
    this.counts.set(key, this.of(key) + 1);
    return () => {
      const left = this.of(key) - 1;
      if (left > 0) this.counts.set(key, left);
      else this.counts.delete(key);
    };
  }
}
