import { RateLimiterMemory } from "rate-limiter-flexible";
import { AppError } from "../../lib/errors";
import { addressKey } from "./address-key";

/** Limits password attempts by user name and address. */
export interface LoginThrottle {
  /**
   * Counts one attempt before the password is checked, so that parallel attempts cannot outrun the count. Throws
   * AppError `rate_limited` when the name, the address or the pair has used up its attempts.
   */
  attempt(username: string, address: string): Promise<void>;
  /** Call after a correct password: resets the count for this name and address, and does not count the attempt. */
  succeeded(username: string, address: string): Promise<void>;
}

export interface LoginLimits {
  /** One name from one address: the strictest limit. */
  perNameAndAddress: number;
  /** One name from all addresses where it never logged in: distributed guessing. */
  perName: number;
  /** All names from one address: an office behind one address mistypes more often than one person. */
  perAddress: number;
  windowS: number;
}
export const loginLimits: LoginLimits = { perNameAndAddress: 5, perName: 20, perAddress: 30, windowS: 300 };

/** Pairs of a name and an address from which it has logged in with the right password; the newest are kept. */
const maxKnown = 5_000;

/**
 * Slows down guessing, but no stranger can lock a person out with it: an address from which a name has logged in is
 * exempt from the attempts that others make on that name. The counts are in memory; a restart clears them, which costs
 * an attacker more time than it saves.
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
      // Check the address first, so that a blocked address adds no names to the memory. Check the pair before the name,
      // so that a blocked pair does not use up the name's attempts.
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
