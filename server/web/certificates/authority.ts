import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { writeFileDurably } from "../../platform/files/atomic-file";
import { type KeyedCertificate, makeAuthority, maySignFor } from "./make-certificates";

const keyFile = "authority-key.pem";
/** The file in `certificateFolder` that devices trust, PEM. */
export const authorityFile = "authority.pem";
/** It must outlive each certificate that it signs. */
const replaceBeforeMs = 400 * 86_400_000;

/**
 * The authority of this machine, which people's devices trust, kept in `folder` (key 0600). It is made when there is
 * none, for `names`, and again when it is broken, near its end, or may not sign for one of `needed`: each device must
 * then trust the new one.
 */
export async function ensureAuthority(
  folder: string,
  { names, needed }: { names: readonly string[]; needed: readonly string[] },
): Promise<KeyedCertificate & { isNew: boolean }> {
  const existing = await readKeyedCertificate(join(folder, keyFile), join(folder, authorityFile));
  if (existing && isUsable(existing.cert, needed)) return { ...existing, isNew: false };
  // People with two AVATARs tell the authorities apart by the name and the day.
  const label = `AVATAR ${hostname().replace(/[^\w.-]/g, "")} ${new Date().toISOString().slice(0, 10)}`;
  const made = await makeAuthority(label, names);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFileDurably(join(folder, keyFile), made.key);
  await writeFileDurably(join(folder, authorityFile), made.cert);
  return { ...made, isNew: true };
}

/** A certificate and its key from two files; null when one is missing or broken, or they don't belong together. */
export async function readKeyedCertificate(keyPath: string, certPath: string): Promise<KeyedCertificate | null> {
  try {
    const [key, cert] = await Promise.all([readFile(keyPath, "utf8"), readFile(certPath, "utf8")]);
    await chmod(keyPath, 0o600);
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { key, cert } : null;
  } catch {
    return null;
  }
}

function isUsable(cert: string, names: readonly string[]): boolean {
  const { validFrom, validTo } = new X509Certificate(cert);
  const nowMs = Date.now();
  const isValid = Date.parse(validFrom) <= nowMs && Date.parse(validTo) > nowMs + replaceBeforeMs;
  return isValid && maySignFor(cert, names);
}
