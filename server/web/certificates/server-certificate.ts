import { X509Certificate } from "node:crypto";
import { isIP, isIPv4 } from "node:net";
import { join } from "node:path";
import { writeFileDurably } from "../../platform/files/atomic-file";
import { bareName, lanAddresses, localNames } from "../addresses";
import { namedHosts } from "../allowed-hosts";
import type { WebSettings } from "../settings";
import { ensureAuthority, plausibleNowMs, readKeyedCertificate } from "./authority";
import { makeServerCertificate, maySignFor } from "./make-certificates";

/** The certificate of the server, with those that lead to its authority. */
export interface ServerCertificate {
  /** PEM */
  key: string;
  /** PEM: the certificate, then its chain. */
  cert: string;
  /** The certificate that devices must trust, PEM; null for a certificate of somebody else's authority. */
  authority: string | null;
  /** Why browsers warn though they did not before; null when nothing changed for them. */
  change: "new_authority" | null;
}

const renewBeforeDays = 30;
const dnsName = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,8}$/i;

/** The file in `certificateFolder` that holds the certificate, PEM. */
export const certificateFile = "cert.pem";

/** The names and addresses that the server's certificate must cover, as URLs spell them. */
export function certificateHosts(settings: Pick<WebSettings, "host" | "allowedHosts">): string[] {
  return [...localNames(), "127.0.0.1", "::1", ...lanAddresses(settings.host), ...namedHosts(settings)];
}

/**
 * The certificate for HTTPS on the LAN, signed by this machine's authority, both kept in `folder` (keys 0600). It is
 * made when there is none, and again when it expires within 30 days, begins in the future, is broken, is of another
 * authority, or lacks one of the names or addresses; devices that trust the authority don't notice. `hosts` are names
 * and addresses as URLs spell them; anything else in it is ignored.
 */
export async function ensureServerCertificate(folder: string, hosts: readonly string[]): Promise<ServerCertificate> {
  const addresses = hosts.filter((host) => isIP(host) !== 0);
  const names = hosts.filter((host) => isIP(host) === 0 && dnsName.test(host)).map((name) => name.toLowerCase());
  const needed = [...names.filter((name) => name !== bareName()), ...addresses.filter(isIPv4)];
  const authority = await ensureAuthority(folder, { hosts: [...names, ...addresses], needed });
  const keyPath = join(folder, "key.pem");
  const certPath = join(folder, certificateFile);
  const chain = { authority: authority.cert, change: authority.isNew ? ("new_authority" as const) : null };
  // One name or address that the authority may not sign would make the whole certificate invalid.
  const isSignable = (host: string) => maySignFor(authority.cert, [host]);
  const signable = { names: names.filter(isSignable), addresses: addresses.filter(isSignable) };
  const nowMs = plausibleNowMs(authority.cert);
  const existing = await readKeyedCertificate(keyPath, certPath);
  if (
    existing &&
    isSignedBy(existing.cert, authority.cert) &&
    isInTime(existing.cert, nowMs) &&
    hostsNotIn(new X509Certificate(existing.cert), [...signable.names, ...signable.addresses]).length === 0
  ) {
    return { ...existing, ...chain };
  }
  const made = await makeServerCertificate(authority, { ...signable, nowMs });
  const cert = made.cert + authority.cert;
  await writeFileDurably(keyPath, made.key);
  await writeFileDurably(certPath, cert);
  return { key: made.key, cert, ...chain };
}

function isSignedBy(cert: string, authority: string): boolean {
  return new X509Certificate(cert).verify(new X509Certificate(authority).publicKey);
}

function isInTime(cert: string, nowMs: number): boolean {
  const { validFrom, validTo } = new X509Certificate(cert);
  return Date.parse(validFrom) <= nowMs && Date.parse(validTo) > nowMs + renewBeforeDays * 86_400_000;
}

/**
 * The names and IPv4 addresses among `hosts` that the certificate does not hold. A new IPv6 address is no reason for a
 * new certificate: many machines change theirs every day. Nor is the machine's bare name, see `bareName`.
 */
export function hostsNotIn(certificate: X509Certificate, hosts: readonly string[]): string[] {
  return hosts.filter((host) =>
    isIP(host) === 0
      ? dnsName.test(host) && host !== bareName() && certificate.checkHost(host) === undefined
      : isIPv4(host) && certificate.checkIP(host) === undefined,
  );
}
