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
/** The same of addresses, with those that a provider or a VPN hands out inside (100.64.0.0/10). */
const localNetworks = [
  ...["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"],
  ...["::1/128", "fc00::/7", "fe80::/10"],
];

/** The library is loaded only where a certificate is made or read in detail. */
async function x509(): Promise<typeof X509> {
  const library = await import("@peculiar/x509");
  library.cryptoProvider.set(webcrypto as Crypto);
  return library;
}

/**
 * A new authority of this machine, called `label`. It can vouch for servers with local addresses and names and for
 * `hosts` (of an IPv6 address: its network), and for no site on the Internet, no mail and no program: a stolen key is of
 * no use there. The limit of names is not marked critical, because old devices that don't know it would refuse the whole
 * authority.
 */
export async function makeAuthority(label: string, hosts: readonly string[]): Promise<KeyedCertificate> {
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
      new library.ExtendedKeyUsageExtension([library.ExtendedKeyUsage.serverAuth]),
      new library.Extension(nameConstraints, false, new Uint8Array(permitted(hosts))),
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
 * Whether an authority may sign for all of `hosts`, names and addresses; false for a certificate that is no such
 * authority. It reads the bytes itself, so that a start loads no library for this.
 */
export function maySignFor(authorityPem: string, hosts: readonly string[]): boolean {
  const { raw } = new X509Certificate(authorityPem);
  const at = raw.indexOf(nameConstraintsDer);
  if (at < 0) return false;
  const { names, networks } = permittedIn(raw.subarray(at + nameConstraintsDer.length));
  return hosts.every((host) =>
    isIP(host) === 0
      ? names.some((suffix) => host === suffix || host.endsWith(`.${suffix}`))
      : // An authority that was made without a limit for addresses has none.
        networks.length === 0 || networks.some((network) => isWithin(bytesOf(host), network)),
  );
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  return String(createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({ type: "pkcs8", format: "pem" }));
}

const tags = { mail: 0x81, name: 0x82, network: 0x87 };

/** NameConstraints (RFC 5280, 4.2.1.10) with what is local and the given hosts as permitted subtrees, DER. */
function permitted(hosts: readonly string[]): Buffer {
  const names = new Set([...localSuffixes, ...hosts.filter((host) => isIP(host) === 0)]);
  const own = hosts.filter((host) => isIP(host) !== 0).map((host) => `${host}/${isIP(host) === 4 ? 32 : 64}`);
  const general = [
    ...[...names].map((name) => tagged(tags.name, Buffer.from(name))),
    ...[...localNetworks, ...own].map((network) => tagged(tags.network, networkOf(network))),
    // Mail is limited to addresses that nobody has.
    tagged(tags.mail, Buffer.from("localhost")),
  ];
  return tagged(0x30, tagged(0xa0, Buffer.concat(general.map((name) => tagged(0x30, name)))));
}

/** The network as a constraint holds it: the address with zeros after its prefix, then the mask. */
function networkOf(network: string): Buffer {
  const [address = "", bits] = network.split("/");
  const bytes = bytesOf(address);
  const mask = bytes.map((_, index) => 0xff00 >> Math.min(8, Math.max(0, Number(bits) - 8 * index)));
  return Buffer.from([...bytes.map((byte, index) => byte & (mask[index] ?? 0)), ...mask.map((byte) => byte & 0xff)]);
}

function isWithin(address: readonly number[], network: Buffer): boolean {
  const { length } = address;
  return (
    network.length === 2 * length &&
    address.every((byte, index) => (byte & (network[length + index] ?? 0)) === network[index])
  );
}

/** The bytes of an IP address: 4 or 16. */
function bytesOf(address: string): number[] {
  if (isIP(address) === 4) return address.split(".").map(Number);
  // An URL spells it in groups of hexadecimal digits, with at most one `::`.
  const spelled = new URL(`http://[${address.split("%")[0]}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = spelled.split("::").map((part) => part.split(":").filter(Boolean));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
  return groups.map((group) => Number.parseInt(group, 16)).flatMap((group) => [group >> 8, group & 0xff]);
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

/** The names and networks that `permitted` has written; `der` begins with the octet string around them. */
function permittedIn(der: Buffer): { names: string[]; networks: Buffer[] } {
  const names: string[] = [];
  const networks: Buffer[] = [];
  let end = der.length;
  for (let at = 0; at + 1 < end; ) {
    const first = der[at + 1] ?? 0;
    const sizeBytes = first < 0x80 ? 0 : first & 0x7f;
    const length = sizeBytes === 0 ? first : der.readUIntBE(at + 2, sizeBytes);
    const start = at + 2 + sizeBytes;
    if (at === 0) end = start + length;
    const tag = der[at] ?? 0;
    if (tag === tags.name) names.push(der.toString("latin1", start, start + length));
    if (tag === tags.network) networks.push(der.subarray(start, start + length));
    // Strings and sequences are entered, names are read.
    at = Object.values(tags).includes(tag) ? start + length : start;
  }
  return { names, networks };
}
