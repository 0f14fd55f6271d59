import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { makeAuthority, makeServerCertificate } from "./make-certificates";
import { ensureServerCertificate } from "./server-certificate";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "avatar-cert-"));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const own = ["localhost", "desk", "desk.local", "127.0.0.1", "::1"];

/** What a device that trusts `authority` says of a server with this certificate when it is addressed as `servername`. */
async function trustOf(pair: { key: string; cert: string }, authority: string, servername: string) {
  const server = https.createServer(pair).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: "127.0.0.1", port, ca: authority, servername });
  const refusal = await Promise.race([
    once(socket, "secureConnect").then(() => null),
    new Promise<string>((resolve) => socket.once("error", ({ message }) => resolve(message))),
  ]);
  socket.destroy();
  return refusal;
}

test("a device that trusts the authority trusts the server by each of its names and addresses", async () => {
  const pair = await ensureServerCertificate(folder, [...own, "192.168.7.9"]);
  expect(await trustOf(pair, pair.authority ?? "", "desk.local")).toBeNull();
  const parsed = new X509Certificate(pair.cert);
  expect(own.slice(0, 3).map((name) => parsed.checkHost(name))).toEqual(own.slice(0, 3));
  expect(parsed.checkIP("192.168.7.9")).toBe("192.168.7.9");
  expect(parsed.checkHost("other.local")).toBeUndefined();
});

test("the server sends the authority too, and both keys are private", async () => {
  const { cert, authority } = await ensureServerCertificate(folder, own);
  expect(cert.endsWith(authority ?? "-")).toBe(true);
  expect(cert.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  for (const file of ["key.pem", "authority-key.pem"])
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
});

test("a new IPv4 address makes a new certificate of the same authority; a new IPv6 address does not", async () => {
  const first = await ensureServerCertificate(folder, own);
  const second = await ensureServerCertificate(folder, [...own, "10.1.2.3"]);
  expect(second.cert).not.toBe(first.cert);
  expect(second).toMatchObject({ authority: first.authority, change: null });
  const daily = await ensureServerCertificate(folder, [...own, "10.1.2.3", "2001:db8::77"]);
  expect(daily.cert).toBe(second.cert);
});

test("a name that is left out makes no new certificate", async () => {
  const first = await ensureServerCertificate(folder, [...own, "old.example"]);
  expect((await ensureServerCertificate(folder, own)).cert).toBe(first.cert);
});

test("a broken key makes a new certificate, a broken authority makes everything new", async () => {
  const first = await ensureServerCertificate(folder, own);
  expect(first.change).toBe("new_authority");
  await writeFile(join(folder, "key.pem"), "half a ke");
  const second = await ensureServerCertificate(folder, own);
  expect(second).toMatchObject({ authority: first.authority, change: null });
  expect(second.cert).not.toBe(first.cert);
  await writeFile(join(folder, "authority-key.pem"), "half a ke");
  const third = await ensureServerCertificate(folder, own);
  expect(third.change).toBe("new_authority");
  expect(await trustOf(third, third.authority ?? "", "localhost")).toBeNull();
});

test("the self-signed certificate of an earlier version is replaced", async () => {
  const earlier = await makeAuthority("AVATAR on this machine", []);
  await writeFile(join(folder, "key.pem"), earlier.key);
  await writeFile(join(folder, "cert.pem"), earlier.cert);
  const { cert, change } = await ensureServerCertificate(folder, own);
  expect(cert).not.toContain(earlier.cert);
  expect(change).toBe("new_authority");
});

test("an authority vouches for no site on the Internet, whoever has its key", async () => {
  const authority = await makeAuthority("AVATAR test", ["desk"]);
  const forged = await makeServerCertificate(authority, { names: ["bank.example"], addresses: [] });
  expect(await trustOf(forged, authority.cert, "bank.example")).toMatch(/permitted subtree/);
});

test("an authority vouches for nothing but servers, and for no address on the Internet but the machine's own", async () => {
  const authority = await makeAuthority("AVATAR test", ["desk", "203.0.113.9", "2001:db8:0:7::9"]);
  expect(new X509Certificate(authority.cert).keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  const refusalOf = async (address: string) =>
    trustOf(await makeServerCertificate(authority, { names: ["desk"], addresses: [address] }), authority.cert, "desk");
  for (const address of ["198.51.100.7", "203.0.113.8", "2001:db8:0:8::9", "2606:4700::1111"]) {
    expect(await refusalOf(address)).toMatch(/permitted subtree/);
  }
  const permitted = ["203.0.113.9", "2001:db8:0:7::1", "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.0.9"];
  for (const address of [...permitted, "100.101.1.2", "169.254.3.4", "::1", "fd12::7", "fe80::1"]) {
    expect(await refusalOf(address)).toBeNull();
  }
});

test("a public IPv4 address that is new needs a new authority, an IPv6 address is left out instead", async () => {
  const first = await ensureServerCertificate(folder, [...own, "203.0.113.9", "2001:db8::77"]);
  expect(new X509Certificate(first.cert).checkIP("2001:db8::77")).toBeDefined();
  const moved = await ensureServerCertificate(folder, [...own, "203.0.113.9", "100.101.1.2", "2001:db8:1::77"]);
  expect(moved).toMatchObject({ authority: first.authority, change: null });
  expect(new X509Certificate(moved.cert).checkIP("2001:db8:1::77")).toBeUndefined();
  expect(await trustOf(moved, moved.authority ?? "", "desk.local")).toBeNull();
  const public4 = await ensureServerCertificate(folder, [...own, "203.0.113.10"]);
  expect(public4.change).toBe("new_authority");
  expect(await trustOf(public4, public4.authority ?? "", "desk.local")).toBeNull();
});

test("a configured name outside the local ones makes an authority that may sign for it", async () => {
  const first = await ensureServerCertificate(folder, own);
  const second = await ensureServerCertificate(folder, [...own, "voice.example.com", "no such host!"]);
  expect(second.change).toBe("new_authority");
  expect(second.authority).not.toBe(first.authority);
  expect(await trustOf(second, second.authority ?? "", "voice.example.com")).toBeNull();
  const again = await ensureServerCertificate(folder, [...own, "voice.example.com", "no such host!"]);
  expect(again.cert).toBe(second.cert);
});

test("another bare name of the machine, as networks hand them out, is no reason for a new authority", async () => {
  const first = await ensureServerCertificate(folder, own);
  const moved = await ensureServerCertificate(folder, [...own, hostname().toLowerCase(), "10.9.9.9"]);
  expect(moved).toMatchObject({ authority: first.authority, change: null });
  expect(await trustOf(moved, moved.authority ?? "", "desk.local")).toBeNull();
});

const setClock = (iso: string) => vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(iso) });

test("a clock that is years behind costs no device its trust, and what is served stays valid for the others", async () => {
  const first = await ensureServerCertificate(folder, own);
  setClock("2020-01-01");
  expect((await ensureServerCertificate(folder, own)).cert).toBe(first.cert);
  // The certificate of a new address is valid for devices whose clock is right, and is not made again and again.
  const moved = await ensureServerCertificate(folder, [...own, "10.1.2.3", "voice.example.com"]);
  expect(moved).toMatchObject({ authority: first.authority, change: null });
  expect(moved.cert).not.toBe(first.cert);
  const again = await ensureServerCertificate(folder, [...own, "10.1.2.3", "voice.example.com"]);
  expect(again.cert).toBe(moved.cert);
  vi.useRealTimers();
  expect(await trustOf(moved, first.authority ?? "", "desk.local")).toBeNull();
  expect((await ensureServerCertificate(folder, [...own, "10.1.2.3"])).cert).toBe(moved.cert);
});

test("a clock that was years ahead for a moment costs no device its trust", async () => {
  const first = await ensureServerCertificate(folder, own);
  setClock("2060-01-01");
  expect((await ensureServerCertificate(folder, own)).change).toBe("new_authority");
  vi.useRealTimers();
  const right = await ensureServerCertificate(folder, own);
  expect(right).toMatchObject({ authority: first.authority, change: null });
  expect(await trustOf(right, first.authority ?? "", "desk.local")).toBeNull();
});

test("an authority that can't be read is waited for, and one that is replaced is kept aside", async () => {
  const { authority } = await ensureServerCertificate(folder, own);
  await rm(join(folder, "authority.pem"));
  // Nobody reads a folder as a file, not even root.
  await mkdir(join(folder, "authority.pem"));
  await expect(ensureServerCertificate(folder, own)).rejects.toThrow("EISDIR");
  await rm(join(folder, "authority.pem"), { recursive: true });
  await writeFile(join(folder, "authority.pem"), authority ?? "");
  expect((await ensureServerCertificate(folder, own)).authority).toBe(authority);
  await ensureServerCertificate(folder, [...own, "voice.example.com"]);
  const [key = "", cert = ""] = (await readdir(folder)).filter((name) => name.startsWith("former-")).sort();
  expect(await readFile(join(folder, cert), "utf8")).toBe(authority);
  expect((await stat(join(folder, key))).mode & 0o777).toBe(0o600);
});

test("a certificate with a broken chain is made again", async () => {
  const { cert } = await ensureServerCertificate(folder, own);
  await writeFile(join(folder, "cert.pem"), cert.slice(0, -100));
  const made = await ensureServerCertificate(folder, own);
  expect(await trustOf(made, made.authority ?? "", "localhost")).toBeNull();
});
