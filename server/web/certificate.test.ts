import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureCertificate } from "./certificate";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "avatar-cert-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("the certificate is generated once, covers every host, and its key is private", async () => {
  const first = await ensureCertificate(folder, ["localhost", "desk.local", "127.0.0.1", "192.168.7.9"]);
  const parsed = new X509Certificate(first.cert);
  expect(parsed.checkHost("desk.local")).toBe("desk.local");
  expect(parsed.checkIP("192.168.7.9")).toBe("192.168.7.9");
  expect(parsed.checkHost("other.local")).toBeUndefined();
  expect((await stat(join(folder, "key.pem"))).mode & 0o777).toBe(0o600);
  const again = await ensureCertificate(folder, ["localhost", "127.0.0.1"]);
  expect(again.fingerprint).toBe(first.fingerprint);
});

test("a new IPv4 address or a broken file makes a new certificate", async () => {
  const first = await ensureCertificate(folder, ["localhost", "127.0.0.1"]);
  const second = await ensureCertificate(folder, ["localhost", "127.0.0.1", "10.1.2.3"]);
  expect(second.fingerprint).not.toBe(first.fingerprint);
  const daily = await ensureCertificate(folder, ["localhost", "127.0.0.1", "10.1.2.3", "2001:db8::77"]);
  expect(daily.fingerprint).toBe(second.fingerprint);
  await writeFile(join(folder, "key.pem"), "half a ke");
  const third = await ensureCertificate(folder, ["localhost", "127.0.0.1", "10.1.2.3"]);
  expect(third.fingerprint).not.toBe(second.fingerprint);
});

test("a removed name makes no new certificate, which would make every browser warn again", async () => {
  const first = await ensureCertificate(folder, ["localhost", "old.example"]);
  expect((await ensureCertificate(folder, ["localhost"])).fingerprint).toBe(first.fingerprint);
});

test("a certificate that begins in the future (made while the clock was wrong) is replaced", async () => {
  const dates = {
    notBeforeDate: new Date(Date.now() + 86_400_000),
    notAfterDate: new Date(Date.now() + 90 * 86_400_000),
  };
  const extensions = [{ name: "subjectAltName" as const, altNames: [{ type: 2 as const, value: "localhost" }] }];
  const early = await generate([], { ...dates, keyType: "ec", extensions });
  await writeFile(join(folder, "key.pem"), early.private);
  await writeFile(join(folder, "cert.pem"), early.cert);
  expect((await ensureCertificate(folder, ["localhost"])).cert).not.toBe(early.cert);
});

test("every configured host is covered, and a new one makes a new certificate", async () => {
  const own = ["localhost", "127.0.0.1"];
  const first = await ensureCertificate(folder, own);
  const second = await ensureCertificate(folder, [...own, "voice.example.com", "10.9.8.7", "no such host!"]);
  expect(second.fingerprint).not.toBe(first.fingerprint);
  const parsed = new X509Certificate(second.cert);
  expect(parsed.checkHost("voice.example.com")).toBe("voice.example.com");
  expect(parsed.checkIP("10.9.8.7")).toBe("10.9.8.7");
  const again = await ensureCertificate(folder, [...own, "voice.example.com", "10.9.8.7", "no such host!"]);
  expect(again.fingerprint).toBe(second.fingerprint);
});
