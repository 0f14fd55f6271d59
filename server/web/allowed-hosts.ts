import { isIP } from "node:net";
import { hostOfHeader } from "../platform/http/host";
import { isLoopback } from "../platform/http/loopback";
import { lanAddresses, localNames } from "./addresses";
import type { WebSettings } from "./settings";

/** The names that the settings give to this machine: AVATAR_ALLOWED_HOSTS, and HOST where it is a name. */
export function namedHosts({ host, allowedHosts }: Pick<WebSettings, "host" | "allowedHosts">): string[] {
  return isIP(host) ? allowedHosts : [...allowedHosts, host.toLowerCase()];
}

/**
 * Tells whether a Host header names this machine, `named` being the names from namedHosts. The server refuses any other
 * host, so that a foreign page cannot reach it by pointing its own name at our address (DNS rebinding). Addresses are
 * read again at most once a minute.
 */
export function createHostCheck(named: readonly string[]): (hostHeader: string | undefined) => boolean {
  let known = new Set<string>();
  let readAtMs = Number.NEGATIVE_INFINITY;
  return (hostHeader) => {
    const host = hostOfHeader(hostHeader);
    if (!host) return false;
    if (isLoopback(host)) return true;
    if (!known.has(host) && performance.now() - readAtMs > 60_000) {
      known = new Set([...localNames(), ...lanAddresses(), ...named]);
      readAtMs = performance.now();
    }
    return known.has(host);
  };
}
