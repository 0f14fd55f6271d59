import { X509Certificate } from "node:crypto";
import { isIPv6 } from "node:net";
import { type AuthorityFacts, type ConnectFacts, firstPageOf } from "../../lib/connect/connect-facts";
import { fingerprintInGroups } from "../../lib/connect/fingerprint";
import type { CertificateFacts, CertificateSource } from "../../lib/connect/own-certificate";
import { urlHost } from "../platform/http/host";
import { isEveryAddress, isLoopback } from "../platform/http/loopback";
import { lanAddresses } from "./addresses";
import type { WebSettings } from "./settings";

/** More than this many addresses confuse people; a machine with containers has a dozen. */
const maxAddresses = 4;

interface ConnectSources {
  port: number;
  /** PEM */
  authority: string | null;
  wsl: ConnectFacts["wsl"];
  certificate?: CertificateFacts | null;
}

/** How other devices reach the server that listens on `port`. */
export function readConnectFacts(
  { host, https }: Pick<WebSettings, "host" | "https">,
  { port, authority, wsl, certificate = null }: ConnectSources,
): ConnectFacts {
  const addresses = isEveryAddress(host) ? lanAddresses(host) : isLoopback(host) ? [] : [host];
  const origins = addresses.slice(0, maxAddresses).map((address) => {
    return `${https ? "https" : "http"}://${urlHost(address)}:${port}`;
  });
  return {
    origins,
    port,
    authority: https && authority !== null ? authorityFacts(authority) : null,
    wsl,
    certificate,
    isLocalOnly: isLoopback(host),
  };
}

/** What is served now, for pages. `cert`: PEM. */
export function certificateFacts({ cert, source }: { cert: string; source: CertificateSource }): CertificateFacts {
  const { validTo, subjectAltName = "" } = new X509Certificate(cert);
  const names = subjectAltName.split(", ").map((name) => shortAddress(name.replace(/^(DNS|IP Address):/, "")));
  return { source, valid_to: Math.floor(Date.parse(validTo) / 1_000), names: names.filter(Boolean) };
}

/** Node writes IPv6 addresses of certificates in full; people and browsers know them as ::1. */
const shortAddress = (name: string) => (isIPv6(name) ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name);

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
