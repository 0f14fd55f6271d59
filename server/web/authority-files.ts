import { createHash, X509Certificate } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type AuthorityFile, authorityUrl } from "../../lib/connect/systems";
import { answerError } from "./answers";

const contentTypes: Record<AuthorityFile, string> = {
  crt: "application/x-x509-ca-cert",
  pem: "application/x-pem-file",
  mobileconfig: "application/x-apple-aspen-config",
};
const fileOfPath = new Map(
  (Object.keys(contentTypes) as AuthorityFile[]).map((file) => [authorityUrl(file), file] as const),
);

/**
 * Answers a request for the authority's certificate, to anybody and also over plain HTTP: it is public, and people
 * compare its fingerprint. `authority`: PEM; null where there is none. False for any other request.
 */
export function answerAuthority(request: IncomingMessage, response: ServerResponse, authority: string | null): boolean {
  const file = fileOfPath.get((request.url ?? "").split("?", 1)[0] ?? "");
  if (!file || (request.method !== "GET" && request.method !== "HEAD")) return false;
  if (authority === null) {
    answerError(response, "not_found");
    return true;
  }
  const body = authorityFile(file, authority);
  response.writeHead(200, {
    "content-type": contentTypes[file],
    "content-length": body.length,
    "content-disposition": `attachment; filename="avatar-authority.${file}"`,
    "cache-control": "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : body);
  return true;
}

/** The authority (PEM) as the file that a system takes. */
export function authorityFile(file: AuthorityFile, pem: string): Buffer {
  const certificate = new X509Certificate(pem);
  if (file === "pem") return Buffer.from(pem);
  return file === "crt" ? certificate.raw : Buffer.from(profileOf(certificate));
}

/** A configuration profile for Apple's devices. Its ids follow from the certificate: a second one replaces the first. */
function profileOf(certificate: X509Certificate): string {
  const id = (what: string) => uuidOf(`${what} ${certificate.fingerprint256}`);
  const name = escaped(certificate.subject.replace(/^CN=/, ""));
  const identifier = `local.avatar.authority.${certificate.fingerprint256.replaceAll(":", "").slice(0, 16).toLowerCase()}`;
  const base64 = certificate.raw.toString("base64").replace(/(.{68})/g, "$1\n");
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadCertificateFileName</key><string>avatar-authority.crt</string>
      <key>PayloadContent</key>
      <data>
${base64}
      </data>
      <key>PayloadDisplayName</key><string>${name}</string>
      <key>PayloadIdentifier</key><string>${identifier}.certificate</string>
      <key>PayloadType</key><string>com.apple.security.root</string>
      <key>PayloadUUID</key><string>${id("certificate")}</string>
      <key>PayloadVersion</key><integer>1</integer>
    </dict>
  </array>
  <key>PayloadDisplayName</key><string>${name}</string>
  <key>PayloadIdentifier</key><string>${identifier}</string>
  <key>PayloadRemovalDisallowed</key><false/>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadUUID</key><string>${id("profile")}</string>
  <key>PayloadVersion</key><integer>1</integer>
</dict>
</plist>
`;
}

/** A UUID of version 8 (RFC 9562): 128 bits of the text's hash. */
function uuidOf(text: string): string {
  const digits = createHash("sha256").update(text).digest("hex");
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(13, 16)}`, `a${digits.slice(17, 20)}`];
  return [...parts, digits.slice(20, 32)].join("-").toUpperCase();
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
