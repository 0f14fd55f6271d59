import { X509Certificate } from "node:crypto";
import type { Config } from "../../../config/config";
import { isLoopback } from "../../../platform/http/loopback";
import { hostsNotIn } from "../../../web/certificates/server-certificate";
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
  { host, https, tlsCert }: Pick<Config, "host" | "https" | "tlsCert">,
  certificate: string | null,
  { addresses, hosts, nowMs }: { addresses: readonly string[]; hosts: readonly string[]; nowMs: number },
): Finding {
  if (isLoopback(host)) return ok(name, "allowed on this machine, the only one that can connect");
  if (!https) {
    const message = "HTTPS is off: browsers allow the microphone on localhost only";
    return warning(name, message, "Remove AVATAR_HTTPS=0, or put a proxy with HTTPS in front.");
  }
  const lan = addresses.length === 0 ? "no address on a network" : addresses.slice(0, 4).join(", ");
  if (certificate === null && tlsCert !== null) {
    return warning(name, `the certificate ${tlsCert} can't be read`, "AVATAR_TLS_CERT names it; docs/connect.md.");
  }
  if (certificate === null) return ok(name, `HTTPS on ${lan}; the certificate is made at the first start`);
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate);
  } catch {
    return warning(
      name,
      "the certificate can't be read",
      tlsCert ? "AVATAR_TLS_CERT names it; docs/connect.md." : "The next start makes a new one.",
    );
  }
  const days = daysLeft(parsed, nowMs);
  const uncovered = hostsNotIn(parsed, hosts);
  const restart = tlsCert
    ? "Ask for a new certificate, and put it where AVATAR_TLS_CERT names it: it is served without a restart."
    : "A running AVATAR makes a new certificate within a minute; else start it. Devices don't notice.";
  if (days < 0) return warning(name, `the certificate expired on ${parsed.validTo}`, restart);
  if (uncovered.length > 0) return warning(name, `the certificate does not name ${uncovered.join(", ")}`, restart);
  return ok(name, `HTTPS on ${lan}; certificate for ${namesOf(parsed)}, valid for ${days} days`);
}

function namesOf({ subjectAltName }: X509Certificate): string {
  const entries = (subjectAltName ?? "").split(", ").filter((entry) => entry.startsWith("DNS:"));
  return entries.map((entry) => entry.slice("DNS:".length)).join(", ") || "this machine's addresses";
}
