import { isIPv6 } from "node:net";
import { unmappedAddress } from "./unmapped-address";

/**
 * The key for rate limits: the /64 prefix of an IPv6 address, because one network hands each of its hosts 2^64
 * addresses.
 */
export function addressKey(address: string): string {
  const known = unmappedAddress(address);
  if (!isIPv6(known)) return known.slice(0, 64);
  const expanded = new URL(`http://[${known.split("%")[0]}]`).hostname.slice(1, -1);
  const [head = "", tail] = expanded.split("::");
  const groups = head.split(":").filter(Boolean);
  const rest = (tail ?? "").split(":").filter(Boolean);
  const full = tail === undefined ? groups : [...groups, ...Array(8 - groups.length - rest.length).fill("0"), ...rest];
  return `${full.slice(0, 4).join(":")}::/64`;
}
