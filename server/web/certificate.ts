import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { isIP, isIPv4 } from "node:net";
import { join } from "node:path";
import { writeFileDurably } from "../platform/files/atomic-file";
import { lanAddresses, localNames } from "./addresses";
import { namedHosts } from "./allowed-hosts";
import type { WebSettings } from "./settings";

export interface Certificate {
  /** PEM */
  key: string;
  /** PEM */
  cert: string;
  /** SHA-256 fingerprint, as browsers show it. */
  fingerprint: string;
}

/** Browsers reject leaf certificates with a longer validity (CA/Browser Forum: at most 398 days). */
const validDays = 397;
const renewBeforeDays = 30;
const dnsName = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,8}$/i;

/** The file in `certificateFolder` that holds the certificate, PEM. */
export const certificateFile = "cert.pem";

/** The names and addresses that the server's certificate must cover, as URLs spell them. */
export function certificateHosts(settings: Pick<WebSettings, "host" | "allowedHosts">): string[] {
  return [...localNames(), "127.0.0.1", "::1", ...lanAddresses(settings.host), ...namedHosts(settings)];
}

/**
 * The certificate for HTTPS on the LAN, kept in `folder` (key 0600). It is generated when there is none, and again
 * when it expires within 30 days, begins in the future, is broken, or lacks one of the names or IPv4 addresses;
 * browsers then warn once more. A new IPv6 address is no reason: many machines change theirs every day. A name that
 * was removed is no reason either: the server refuses that name anyway, and each new certificate teaches people to
 * click warnings away. `hosts` are names and addresses as URLs spell them; anything else in it is ignored.
 */
export async function ensureCertificate(folder: string, hosts: readonly string[]): Promise<Certificate> {
  const addresses = hosts.filter((host) => isIP(host) !== 0);
  const names = hosts.filter((host) => isIP(host) === 0 && dnsName.test(host));
  const keyPath = join(folder, "key.pem");
  const certPath = join(folder, certificateFile);
  const existing = await readPair(keyPath, certPath);
  if (existing && covers(existing.cert, hosts)) return withFingerprint(existing);

  const { generate } = await import("selfsigned");
  const generated = await generate([{ name: "commonName", value: "AVATAR on this machine" }], {
    keyType: "ec",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + validDays * 86_400_000),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFileDurably(keyPath, generated.private);
  await writeFileDurably(certPath, generated.cert);
  return withFingerprint({ key: generated.private, cert: generated.cert });
}

async function readPair(keyPath: string, certPath: string): Promise<{ key: string; cert: string } | null> {
  try {
    const [key, cert] = await Promise.all([readFile(keyPath, "utf8"), readFile(certPath, "utf8")]);
    await chmod(keyPath, 0o600);
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { key, cert } : null;
  } catch {
    return null;
  }
}

function covers(cert: string, hosts: readonly string[]): boolean {
  const parsed = new X509Certificate(cert);
  const now = Date.now();
  const isValid =
    Date.parse(parsed.validFrom) <= now && Date.parse(parsed.validTo) > now + renewBeforeDays * 86_400_000;
  return isValid && hostsNotIn(parsed, hosts).length === 0;
}

/** The names and IPv4 addresses among `hosts` that the certificate does not hold. */
export function hostsNotIn(certificate: X509Certificate, hosts: readonly string[]): string[] {
  return hosts.filter((host) =>
    isIP(host) === 0
      ? dnsName.test(host) && certificate.checkHost(host) === undefined
      : isIPv4(host) && certificate.checkIP(host) === undefined,
  );
}

function withFingerprint(pair: { key: string; cert: string }): Certificate {
  return { ...pair, fingerprint: new X509Certificate(pair.cert).fingerprint256 };
}
