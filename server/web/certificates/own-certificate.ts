import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import type { CertificateProblem } from "../../../lib/connect/own-certificate";
import { writeFileDurably } from "../../platform/files/atomic-file";
import { explained, type Sentence, sentence } from "../../platform/words/sentence";
import type { KeyedCertificate } from "./make-certificates";

/** Why a certificate and its key can't be served; null when they can. */
export function certificateProblem({ cert, key }: KeyedCertificate, nowMs: number): CertificateProblem | null {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(cert);
  } catch {
    return "not_pem";
  }
  try {
    if (!parsed.checkPrivateKey(createPrivateKey(key))) return "other_key";
  } catch {
    return "key_not_readable";
  }
  if (!isServable({ cert, key })) return "not_servable";
  // Browsers read names from nowhere else.
  if (!parsed.subjectAltName) return "nameless";
  return Date.parse(parsed.validTo) < nowMs ? "expired" : null;
}

/** Whether TLS takes the pair: it reads the whole chain, and refuses keys that are too short. */
export function isServable({ cert, key }: KeyedCertificate): boolean {
  try {
    createSecureContext({ cert, key });
    return true;
  } catch {
    return false;
  }
}

const explanations: Record<CertificateProblem, Sentence> = {
  not_pem: sentence("The certificate is not in PEM format."),
  other_key: sentence("The key does not belong to the certificate."),
  key_not_readable: sentence("The key is not in PEM format, or it is encrypted."),
  not_servable: sentence("A certificate of its chain is broken, or its key is too short."),
  nameless: sentence("The certificate covers no name and no address (subjectAltName): no browser accepts it."),
  expired: sentence("The certificate has expired."),
};

/** A company's certificate and key from two files. Throws an Error that says what is wrong with them. */
export async function readOwnCertificate(paths: { cert: string; key: string }): Promise<KeyedCertificate> {
  const [cert, key] = await Promise.all([readFile(paths.cert, "utf8"), readFile(paths.key, "utf8")]);
  const problem = certificateProblem({ cert, key }, Date.now());
  if (problem) throw explained("{path}: {problem}", { path: paths.cert, problem: explanations[problem] });
  return { cert, key };
}

const uploadedFile = "uploaded.pem";

/**
 * The certificate that was uploaded; null when there is none, or it has expired. Throws an Error when it can't be read
 * or served for another reason.
 */
export async function readUploaded(folder: string): Promise<KeyedCertificate | null> {
  const path = join(folder, uploadedFile);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const [key = "", cert = ""] = text.split(/(?<=-----END [A-Z ]*PRIVATE KEY-----\r?\n)/);
  const problem = certificateProblem({ key, cert }, Date.now());
  if (problem === "expired") return null;
  if (problem) throw explained("{path}: {problem}", { path, problem: explanations[problem] });
  return { key, cert };
}

/** Keeps an uploaded certificate, key first, in one file (0600): the two are never of different uploads. */
export async function keepUploaded(folder: string, { key, cert }: KeyedCertificate): Promise<void> {
  await writeFileDurably(join(folder, uploadedFile), `${key.trim()}\n${cert.trim()}\n`);
}

export async function dropUploaded(folder: string): Promise<void> {
  await rm(join(folder, uploadedFile), { force: true });
}
