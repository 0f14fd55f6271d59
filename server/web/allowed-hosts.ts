import { hostOfHeader } from "../platform/http/host";
import { isLoopback, lanAddresses, localNames } from "./addresses";

/**
 * Says whether a Host header names this machine. Anything else is refused, so that a foreign page cannot reach us
 * by pointing its own name at our address (DNS rebinding). Addresses are read anew at most once a minute.
 */
export function createHostCheck(configured: readonly string[]): (hostHeader: string | undefined) => boolean {
  let known = new Set<string>();
  let readAtMs = Number.NEGATIVE_INFINITY;
  return (hostHeader) => {
    const host = hostOfHeader(hostHeader);
    if (!host) return false;
    if (isLoopback(host)) return true;
    if (!known.has(host) && performance.now() - readAtMs > 60_000) {
      known = new Set([...localNames(), ...lanAddresses(), ...configured]);
      readAtMs = performance.now();
    }
    return known.has(host);
  };
}
