import { X509Certificate } from "node:crypto";
import { type AuthorityFacts, type ConnectFacts, firstPageOf } from "../../lib/connect/connect-facts";
import { fingerprintInGroups } from "../../lib/connect/fingerprint";
import { urlHost } from "../platform/http/host";
import { isEveryAddress, isLoopback } from "../platform/http/loopback";
import { lanAddresses } from "./addresses";
import type { WebSettings } from "./settings";

/** More than this many addresses confuse people; a machine with containers has a dozen. */
const maxAddresses = 4;

/** How other devices reach the server that listens on `port`. `authority`: PEM. */
export function readConnectFacts(
  { host, https }: Pick<WebSettings, "host" | "https">,
  { port, authority, wsl }: { port: number; authority: string | null; wsl: ConnectFacts["wsl"] },
): ConnectFacts {
  const addresses = isEveryAddress(host) ? lanAddresses(host) : isLoopback(host) ? [] : [host];
  const origins = addresses.slice(0, maxAddresses).map((address) => {
    return `${https ? "https" : "http"}://${urlHost(address)}:${port}`;
  });
  return { origins, port, authority: https && authority !== null ? authorityFacts(authority) : null, wsl };
}

/** The name and the fingerprint of an authority, PEM. */
export function authorityFacts(pem: string): AuthorityFacts {
  const { subject, fingerprint256 } = new X509Certificate(pem);
  return { name: subject.replace(/^CN=/, ""), fingerprint: fingerprintInGroups(fingerprint256) };
}

/** The first page for a new device; null when no other device can reach this server. */
export function firstPage(facts: ConnectFacts): string | null {
  const [origin] = facts.origins;
  return origin === undefined ? null : firstPageOf(origin, facts);
}
