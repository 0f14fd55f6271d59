import { createPrivateKey, webcrypto, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type * as X509 from "@peculiar/x509";

/** A certificate and its key, both PEM. */
export interface KeyedCertificate {
  key: string;
  cert: string;
}

const dayMs = 86_400_000;
/** Devices that trusted the authority once need not do it again for ten years. */
const authorityDays = 3_650;
/** A clock may be wrong by a time zone when the authority is made, or on the device. */
export const authorityBackdatedMs = 2 * dayMs;
/** Browsers reject server certificates with a longer validity (CA/Browser Forum: at most 398 days). */
const serverDays = 397;
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const nameConstraints = "2.5.29.30";
/** The same as the beginning of the extension, DER. */
const nameConstraintsDer = Buffer.from("0603551d1e", "hex");

/** Names that belong to nobody on the Internet. An authority may sign for them, and for the names it is made with. */
const localSuffixes = ["localhost", "local", "lan", "home.arpa", "internal", "localdomain"];

/** The library is loaded only where a certificate is made or read in detail. */
async function x509(): Promise<typeof X509> {
  const library = await import("@peculiar/x509");
  library.cryptoProvider.set(webcrypto as Crypto);
  return library;
}

/**
 * A new authority of this machine, called `label`. It can vouch for addresses, for local names and for `names`, and for
 * no site on the Internet: a stolen key is of no use there. That limit is not marked critical, because old devices that
 * don't know it would refuse the whole authority.
 */
export async function makeAuthority(label: string, names: readonly string[]): Promise<KeyedCertificate> {
  const library = await x509();
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const usage = library.KeyUsageFlags.keyCertSign | library.KeyUsageFlags.cRLSign;
  const certificate = await library.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [label] }],
    notBefore: new Date(Date.now() - authorityBackdatedMs),
    notAfter: new Date(Date.now() + authorityDays * dayMs),
    signingAlgorithm: algorithm,
    keys: keys as CryptoKeyPair,
    extensions: [
      new library.BasicConstraintsExtension(true, 0, true),
      new library.KeyUsagesExtension(usage, true),
      new library.Extension(
        nameConstraints,
        false,
        new Uint8Array(permittedNames([...new Set([...localSuffixes, ...names])])),
      ),
      await library.SubjectKeyIdentifierExtension.create(keys.publicKey as CryptoKey),
    ],
  });
  return { key: await pemOf(keys.privateKey), cert: `${certificate.toString("pem")}\n` };
}

/** A new server certificate for `names` and `addresses`, signed by the authority, as if it were `nowMs`. */
export async function makeServerCertificate(
  authority: KeyedCertificate,
  { names, addresses, nowMs = Date.now() }: { names: readonly string[]; addresses: readonly string[]; nowMs?: number },
): Promise<KeyedCertificate> {
  const library = await x509();
  const issuer = new library.X509Certificate(authority.cert);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const pkcs8 = new Uint8Array(createPrivateKey(authority.key).export({ type: "pkcs8", format: "der" }));
  const signingKey = await webcrypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["sign"]);
  const certificate = await library.X509CertificateGenerator.create({
    subject: [{ CN: ["AVATAR on this machine"] }],
    issuer: issuer.subjectName,
    // An hour back: a phone's clock may be behind.
    notBefore: new Date(nowMs - 3_600_000),
    notAfter: new Date(nowMs + serverDays * dayMs),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey as CryptoKey,
    signingKey: signingKey as CryptoKey,
    extensions: [
      new library.BasicConstraintsExtension(false, undefined, true),
      new library.KeyUsagesExtension(library.KeyUsageFlags.digitalSignature, true),
      new library.ExtendedKeyUsageExtension([library.ExtendedKeyUsage.serverAuth]),
      new library.SubjectAlternativeNameExtension([
        ...names.map((value) => ({ type: "dns" as const, value })),
        ...addresses.map((value) => ({ type: "ip" as const, value })),
      ]),
      await library.SubjectKeyIdentifierExtension.create(keys.publicKey as CryptoKey),
      await library.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { key: await pemOf(keys.privateKey), cert: `${certificate.toString("pem")}\n` };
}

/**
 * Whether an authority may sign for all of `names`; false for a certificate that is no such authority. It reads the
 * bytes itself, so that a start loads no library for this.
 */
export function maySignFor(authorityPem: string, names: readonly string[]): boolean {
  const { raw } = new X509Certificate(authorityPem);
  const at = raw.indexOf(nameConstraintsDer);
  if (at < 0) return false;
  const permitted = namesIn(raw.subarray(at + nameConstraintsDer.length));
  return names.every((name) => permitted.some((suffix) => name === suffix || name.endsWith(`.${suffix}`)));
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  return String(createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({ type: "pkcs8", format: "pem" }));
}

/** NameConstraints (RFC 5280, 4.2.1.10) with the given names as permitted subtrees, DER. */
function permittedNames(names: readonly string[]): Buffer {
  const subtrees = names
    .filter((name) => isIP(name) === 0)
    .map((name) => tagged(0x30, tagged(0x82, Buffer.from(name))));
  return tagged(0x30, tagged(0xa0, Buffer.concat(subtrees)));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

/** The names that `permittedNames` has written; `der` begins with the octet string around them. */
function namesIn(der: Buffer): string[] {
  const names: string[] = [];
  let end = der.length;
  for (let at = 0; at + 1 < end; ) {
    const first = der[at + 1] ?? 0;
    const sizeBytes = first < 0x80 ? 0 : first & 0x7f;
    const length = sizeBytes === 0 ? first : der.readUIntBE(at + 2, sizeBytes);
    const start = at + 2 + sizeBytes;
    if (at === 0) end = start + length;
    // Strings and sequences are entered, names are read.
    const isName = der[at] === 0x82;
    if (isName) names.push(der.toString("latin1", start, start + length));
    at = isName ? start + length : start;
  }
  return names;
}
