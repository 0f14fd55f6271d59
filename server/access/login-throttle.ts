import { RateLimiterMemory } from "rate-limiter-flexible";
import { AppError } from "../../lib/errors";
import { addressKey } from "./address-key";

/** Limits password attempts by user name and address. */
export interface LoginThrottle {
  /**
   * Counts one attempt before its password is looked at, so that parallel attempts cannot outrun the count.
   * Throws AppError `rate_limited` when the name, the address or the two together have used up their attempts.
   */
  attempt(username: string, address: string): Promise<void>;
  /** The password was right: this name starts afresh from this address, and the attempt does not count. */
  succeeded(username: string, address: string): Promise<void>;
}

export interface LoginLimits {
  /** Of one name from one address: the strict one. */
  perNameAndAddress: number;
  /** Of one name from all addresses that it never logged in from: guessing from many at once. */
  perName: number;
  /** Of all names from one address: an office behind one mistypes more often than a person. */
  perAddress: number;
  windowS: number;
}
export const loginLimits: LoginLimits = { perNameAndAddress: 5, perName: 20, perAddress: 30, windowS: 300 };

/** Names with the addresses that they logged in from, the newest kept; only a right password adds one. */
const maxKnown = 5_000;

/**
 * Slows guessing down without letting a stranger lock a person out: an address from which a name has logged in is not held to
 * the attempts that others make on that name. Counts in memory: a restart forgives, which costs an attacker more than it gives.
 */
export function createLoginThrottle(limits: LoginLimits = loginLimits): LoginThrottle {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterMemory({ keyPrefix, points, duration: limits.windowS });
  const pairs = limiter("pair", limits.perNameAndAddress);
  const names = limiter("name", limits.perName);
  const addresses = limiter("address", limits.perAddress);
  const known = new Set<string>();
  const keys = (username: string, address: string) => {
    const name = username.trim().toLowerCase().slice(0, 64);
    const from = addressKey(address);
    return { name, from, pair: JSON.stringify([name, from]) };
  };
  return {
    async attempt(username, address) {
      const { name, from, pair } = keys(username, address);
      // The address first: one that is used up adds no names to the memory. The pair before the name: nor does it use that up.
      await consume(addresses, from);
      await consume(pairs, pair);
      if (!known.has(pair)) await consume(names, name);
    },
    async succeeded(username, address) {
      const { name, from, pair } = keys(username, address);
      await pairs.delete(pair);
      await addresses.reward(from);
      if (!known.delete(pair)) await names.reward(name);
      known.add(pair);
      const [oldest] = known;
      if (known.size > maxKnown && oldest !== undefined) known.delete(oldest);
    },
  };
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (refused instanceof Error) throw refused;
    const waitS = Math.ceil(((refused as { msBeforeNext?: number }).msBeforeNext ?? 0) / 1000);
    throw new AppError("rate_limited", `Too many attempts. Try again in ${waitS} s.`, { retryAfterS: waitS });
  }
}
