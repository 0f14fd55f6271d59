import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureServerCertificate, type ServerCertificate } from "../../../web/certificates/server-certificate";
import { microphoneFinding } from "./microphone";

let folder: string;
let certificate: ServerCertificate;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-certificate-"));
  certificate = await ensureServerCertificate(folder, ["localhost", "box", "127.0.0.1", "192.0.2.7"]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const everywhere = { host: "0.0.0.0", https: true, tlsCert: null };
const addresses = ["192.0.2.7", "2001:db8::7"];
const here = { addresses, hosts: ["localhost", "box", ...addresses], nowMs: Date.now() };

it("is allowed where the certificate covers this machine", () => {
  expect(microphoneFinding(everywhere, certificate.cert, here)).toMatchObject({
    level: "ok",
    message: expect.stringMatching(
      /^HTTPS on 192\.0\.2\.7, 2001:db8::7; certificate for localhost, box, valid for 39\d days$/,
    ),
  });
  expect(microphoneFinding(everywhere, null, here).level).toBe("ok");
});

it("is a warning when the certificate lacks a name, has expired or is broken", () => {
  const message = (finding: { level: string; message: string }) => `${finding.level}: ${finding.message}`;
  const moved = { ...here, hosts: ["localhost", "192.0.2.8", "avatar.example"] };
  expect(message(microphoneFinding(everywhere, certificate.cert, moved))).toBe(
    "warning: the certificate does not name 192.0.2.8, avatar.example",
  );
  const later = { ...here, nowMs: Date.now() + 400 * 86_400_000 };
  expect(message(microphoneFinding(everywhere, certificate.cert, later))).toMatch(
    /^warning: the certificate expired on/,
  );
  expect(message(microphoneFinding(everywhere, "-----BEGIN", here))).toBe("warning: the certificate can't be read");
});

it("of a company's certificate says that the company must make a new one", () => {
  const own = { ...everywhere, tlsCert: "/etc/ssl/avatar.crt" };
  expect(microphoneFinding(own, null, here)).toMatchObject({
    level: "warning",
    message: expect.stringContaining("avatar.crt"),
  });
  const { advice } = microphoneFinding(own, certificate.cert, { ...here, hosts: ["voice.example"] });
  expect(advice).toContain("AVATAR_TLS_CERT");
});

it("needs HTTPS everywhere except on localhost", () => {
  expect(microphoneFinding({ host: "0.0.0.0", https: false, tlsCert: null }, null, here).level).toBe("warning");
  expect(microphoneFinding({ host: "127.0.0.1", https: false, tlsCert: null }, null, here).level).toBe("ok");
});
