import { createPrivateKey, randomBytes, X509Certificate } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { writeFileDurably } from "../../platform/files/atomic-file";
import { authorityBackdatedMs, type KeyedCertificate, makeAuthority, maySignFor } from "./make-certificates";
import { isServable } from "./own-certificate";

const keyFile = "authority-key.pem";
/** The file in `certificateFolder` that devices trust, PEM. */
export const authorityFile = "authority.pem";
/** It must outlive each certificate that it signs. */
const replaceBeforeMs = 400 * 86_400_000;
/** What an authority that is replaced is kept as, so that no mistake can cost every device its trust. */
const formerCertificate = /^former-[0-9a-f]{8}-authority\.pem$/;

/**
 * The authority of this machine, which people's devices trust, kept in `folder` (key 0600). It is made when there is
 * none, for `hosts`, and again when it is broken, near its end, or may not sign for one of `needed`: each device must
 * then trust the new one, and the old one is moved aside. Rejects, and changes nothing, when it can't be read.
 */
export async function ensureAuthority(
  folder: string,
  { hosts, needed }: { hosts: readonly string[]; needed: readonly string[] },
): Promise<KeyedCertificate & { isNew: boolean }> {
  const existing = await readAuthority(folder);
  if (existing && validityOf(existing.cert) === "future") {
    // Its clock was ahead when it was made, or the clock is behind now, as before a machine has asked the network.
    const former = await bringBack(folder, needed);
    return { ...(former ?? existing), isNew: false };
  }
  if (existing && isUsable(existing, needed)) return { ...existing, isNew: false };
  // People with two AVATARs tell the authorities apart by the name and the day.
  const label = `AVATAR ${hostname().replace(/[^\w.-]/g, "")} ${new Date().toISOString().slice(0, 10)}`;
  const made = await makeAuthority(label, hosts);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await moveAside(folder);
  await keepAuthority(folder, made);
  return { ...made, isNew: true };
}

/**
 * A certificate and its key from two files; null when one is missing or broken, or they don't belong together. Rejects
 * when they can't be read for another reason: then they may be in order.
 */
export async function readKeyedCertificate(keyPath: string, certPath: string): Promise<KeyedCertificate | null> {
  const [key, cert] = await Promise.all([readIfThere(keyPath), readIfThere(certPath)]);
  if (key === null || cert === null) return null;
  // A key of somebody else's, or on a disk that is not written to, is of use all the same.
  await chmod(keyPath, 0o600).catch(() => undefined);
  try {
    const belong = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
    return belong && isServable({ key, cert }) ? { key, cert } : null;
  } catch {
    return null;
  }
}

/**
 * The time that certificates are judged by: now, or when the authority was made where the clock is behind that. One
 * made by the clock itself would then be over for every device whose clock is right.
 */
export function plausibleNowMs(authorityPem: string): number {
  const validFromMs = Date.parse(new X509Certificate(authorityPem).validFrom);
  return Date.now() < validFromMs ? validFromMs + authorityBackdatedMs : Date.now();
}

const readAuthority = (folder: string) => readKeyedCertificate(join(folder, keyFile), join(folder, authorityFile));

async function keepAuthority(folder: string, { key, cert }: KeyedCertificate): Promise<void> {
  await writeFileDurably(join(folder, keyFile), key);
  await writeFileDurably(join(folder, authorityFile), cert);
}

async function moveAside(folder: string): Promise<void> {
  const prefix = `former-${randomBytes(4).toString("hex")}-`;
  for (const file of [keyFile, authorityFile]) {
    await rename(join(folder, file), join(folder, prefix + file)).catch(unlessMissing);
  }
}

/** Makes a usable authority that was moved aside the current one again; null when there is none. */
async function bringBack(folder: string, needed: readonly string[]): Promise<KeyedCertificate | null> {
  for (const file of await readdir(folder)) {
    if (!formerCertificate.test(file)) continue;
    const paths = [file.replace(authorityFile, keyFile), file].map((name) => join(folder, name));
    const former = await readKeyedCertificate(paths[0] ?? "", paths[1] ?? "");
    if (!former || !isUsable(former, needed)) continue;
    await moveAside(folder);
    await keepAuthority(folder, former);
    for (const path of paths) await rm(path, { force: true });
    return former;
  }
  return null;
}

function isUsable({ cert }: KeyedCertificate, needed: readonly string[]): boolean {
  return validityOf(cert) === "now" && maySignFor(cert, needed);
}

/** "over" already when it would end before a certificate that it signs now. */
function validityOf(cert: string): "future" | "now" | "over" {
  const { validFrom, validTo } = new X509Certificate(cert);
  const nowMs = Date.now();
  if (Date.parse(validFrom) > nowMs) return "future";
  return Date.parse(validTo) > nowMs + replaceBeforeMs ? "now" : "over";
}

const readIfThere = (path: string) => readFile(path, "utf8").catch(unlessMissing);

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
