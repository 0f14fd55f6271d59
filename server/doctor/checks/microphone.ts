import { X509Certificate } from "node:crypto";
import { isIPv4 } from "node:net";
import type { Config } from "../../config";
import { type Finding, ok, warning } from "../check";

const name = "Microphone";
const daysLeft = (certificate: X509Certificate, nowMs: number) =>
  Math.floor((Date.parse(certificate.validTo) - nowMs) / 86_400_000);

/**
 * Where browsers will allow the microphone: on localhost, and elsewhere over HTTPS only. `certificate`: PEM, null while
 * there is none. `addresses` and `names`: those under which this machine is opened.
 */
export function microphoneFinding(
  { host, https }: Pick<Config, "host" | "https">,
  certificate: string | null,
  { addresses, names, nowMs }: { addresses: readonly string[]; names: readonly string[]; nowMs: number },
): Finding {
  if (/^(127\.|localhost$|::1$)/.test(host)) return ok(name, "allowed on this machine, the only one that can connect");
  if (!https) {
    const message = "HTTPS is off: browsers allow the microphone on localhost alone";
    return warning(name, message, "Take AVATAR_HTTPS=0 away, or put a proxy with HTTPS in front.");
  }
  const lan = addresses.length === 0 ? "no address on a network" : addresses.slice(0, 4).join(", ");
  if (certificate === null) return ok(name, `HTTPS on ${lan}; the certificate is made at the first start`);
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate);
  } catch {
    return warning(name, "the certificate can't be read", "The next start makes a new one; browsers ask once more.");
  }
  const days = daysLeft(parsed, nowMs);
  const lacking = [
    ...names.filter((each) => parsed.checkHost(each) === undefined),
    ...addresses.filter((each) => isIPv4(each) && parsed.checkIP(each) === undefined),
  ];
  const again = "Start AVATAR again: it makes a new certificate; browsers ask once more.";
  if (days < 0) return warning(name, `the certificate ran out on ${parsed.validTo}`, again);
  if (lacking.length > 0) return warning(name, `the certificate does not name ${lacking.join(", ")}`, again);
  return ok(name, `HTTPS on ${lan}; certificate for ${namesOf(parsed)}, valid for ${days} days`);
}

function namesOf({ subjectAltName }: X509Certificate): string {
  const entries = (subjectAltName ?? "").split(", ").filter((entry) => entry.startsWith("DNS:"));
  return entries.map((entry) => entry.slice("DNS:".length)).join(", ") || "this machine's addresses";
}
