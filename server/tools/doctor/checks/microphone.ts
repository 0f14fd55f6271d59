import { X509Certificate } from "node:crypto";
import type { Config } from "../../../config/config";
import { isLoopback } from "../../../platform/http/loopback";
import { hostsNotIn } from "../../../web/certificate";
import { type Finding, ok, warning } from "../check";

const name = "Microphone";
const daysLeft = (certificate: X509Certificate, nowMs: number) =>
  Math.floor((Date.parse(certificate.validTo) - nowMs) / 86_400_000);

/**
 * Tells where browsers will allow the microphone: on localhost, and elsewhere over HTTPS only. `certificate`: PEM, null
 * while there is none. `addresses`: this machine's network addresses. `hosts`: what the certificate must name
 * (certificateHosts).
 */
export function microphoneFinding(
  { host, https }: Pick<Config, "host" | "https">,
  certificate: string | null,
  { addresses, hosts, nowMs }: { addresses: readonly string[]; hosts: readonly string[]; nowMs: number },
): Finding {
  if (isLoopback(host)) return ok(name, "allowed on this machine, the only one that can connect");
  if (!https) {
    const message = "HTTPS is off: browsers allow the microphone on localhost only";
    return warning(name, message, "Remove AVATAR_HTTPS=0, or put a proxy with HTTPS in front.");
  }
  const lan = addresses.length === 0 ? "no address on a network" : addresses.slice(0, 4).join(", ");
  if (certificate === null) return ok(name, `HTTPS on ${lan}; the certificate is made at the first start`);
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate);
  } catch {
    return warning(name, "the certificate can't be read", "The next start makes a new one; browsers warn once more.");
  }
  const days = daysLeft(parsed, nowMs);
  const uncovered = hostsNotIn(parsed, hosts);
  const restart = "Start AVATAR again: it makes a new certificate; browsers warn once more.";
  if (days < 0) return warning(name, `the certificate expired on ${parsed.validTo}`, restart);
  if (uncovered.length > 0) return warning(name, `the certificate does not name ${uncovered.join(", ")}`, restart);
  return ok(name, `HTTPS on ${lan}; certificate for ${namesOf(parsed)}, valid for ${days} days`);
}

function namesOf({ subjectAltName }: X509Certificate): string {
  const entries = (subjectAltName ?? "").split(", ").filter((entry) => entry.startsWith("DNS:"));
  return entries.map((entry) => entry.slice("DNS:".length)).join(", ") || "this machine's addresses";
}
