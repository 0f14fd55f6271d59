import { isIPv6 } from "node:net";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { AppError } from "../../lib/errors";
import type { LoginThrottle } from "../runtime";

/** Attempts in a window. A name falls to guessing far more slowly than an office behind one address mistypes. */
export const loginLimits = { perName: 5, perAddress: 30, windowS: 300 } as const;

/** Counts in memory: a restart forgives, which costs an attacker more than it gives. */
export function createLoginThrottle(
  limits: { perName: number; perAddress: number; windowS: number } = loginLimits,
): LoginThrottle {
  const names = new RateLimiterMemory({ keyPrefix: "name", points: limits.perName, duration: limits.windowS });
  const addresses = new RateLimiterMemory({
    keyPrefix: "address",
    points: limits.perAddress,
    duration: limits.windowS,
  });
  const keys = (username: string, address: string) => ({
    name: username.trim().toLowerCase().slice(0, 64),
    address: addressKey(address),
  });
  return {
    async attempt(username, address) {
      const { name, address: from } = keys(username, address);
      // The address first: one that is used up adds no further names to the memory.
      await consume(addresses, from);
      await consume(names, name);
    },
    async succeeded(username, address) {
      const { name, address: from } = keys(username, address);
      await names.delete(name);
      await addresses.reward(from);
    },
  };
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (refused instanceof Error) throw refused;
    const waitS = Math.ceil(((refused as { msBeforeNext?: number }).msBeforeNext ?? 0) / 1000);
    throw new AppError("rate_limited", `Too many attempts. Try again in ${waitS} s.`);
  }
}

/** One key for one customer: an IPv6 network hands each of its hosts 2^64 addresses. */
function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address.slice(0, 64);
  const expanded = new URL(`http://[${address.split("%")[0]}]`).hostname.slice(1, -1);
  const [head = "", tail] = expanded.split("::");
  const groups = head.split(":").filter(Boolean);
  const rest = (tail ?? "").split(":").filter(Boolean);
  const full = tail === undefined ? groups : [...groups, ...Array(8 - groups.length - rest.length).fill("0"), ...rest];
  return `${full.slice(0, 4).join(":")}::/64`;
}
