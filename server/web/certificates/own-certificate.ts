import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { KeyedCertificate } from "./make-certificates";

/** Why a certificate and its key can't be served, for people; null when they can. */
export function problemOf({ cert, key }: KeyedCertificate, nowMs: number): string | null {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(cert);
  } catch {
    return "The certificate is not in PEM format.";
  }
  try {
    if (!parsed.checkPrivateKey(createPrivateKey(key))) return "The key does not belong to the certificate.";
  } catch {
    return "The key is not in PEM format, or it is encrypted.";
  }
  return Date.parse(parsed.validTo) < nowMs ? `The certificate expired on ${parsed.validTo}.` : null;
}

/** A company's certificate and key from two files. Throws an Error that says what is wrong with them. */
export async function readOwnCertificate(paths: { cert: string; key: string }): Promise<KeyedCertificate> {
  const [cert, key] = await Promise.all([readFile(paths.cert, "utf8"), readFile(paths.key, "utf8")]);
  const problem = problemOf({ cert, key }, Date.now());
  if (problem) throw new Error(`${paths.cert}: ${problem}`);
  return { cert, key };
}
