import { hostOfHeader } from "../platform/http/host";
import { isLoopback, lanAddresses, localNames } from "./addresses";

/**
 * Tells whether a Host header names this machine. The server refuses any other host, so that a foreign page cannot
 * reach it by pointing its own name at our address (DNS rebinding). Addresses are read again at most once a minute.
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
