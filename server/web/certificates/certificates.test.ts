import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { silentLogger } from "../../platform/observability/logger";
import { openCertificates } from "./certificates";
import { makeAuthority, makeServerCertificate } from "./make-certificates";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "avatar-certs-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

let hosts = ["localhost", "127.0.0.1"];

async function open(changed: { tlsCert?: string; tlsKey?: string } = {}) {
  const settings = { tlsCert: null, tlsKey: null, ...changed };
  const certificates = await openCertificates(settings, { folder, hosts: () => hosts, logger: silentLogger });
  onTestFinished(certificates.close);
  const server = https.createServer((_, response) => response.end("page")).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  certificates.serveOn(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  /** The names of the certificate that a new connection gets. */
  async function served(): Promise<string> {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { subjectaltname = "" } = socket.getPeerCertificate();
    socket.destroy();
    return subjectaltname;
  }
  return { certificates, served };
}

test("a new address of the machine is served with a new certificate, without a restart", async () => {
  const { certificates, served } = await open();
  const changes = vi.fn();
  certificates.onChange(changes);
  expect(await served()).not.toContain("192.168.77.7");
  hosts = [...hosts, "192.168.77.7"];
  const { authority } = certificates.current();
  await certificates.look();
  expect(await served()).toContain("192.168.77.7");
  expect(certificates.current()).toMatchObject({ authority, change: null });
  await certificates.look();
  expect(changes).toHaveBeenCalledOnce();
});

test("a company's certificate is served and followed; a broken one leaves the former in place", async () => {
  const authority = await makeAuthority("Company", ["voice.example"]);
  const [tlsCert, tlsKey] = [join(folder, "company.crt"), join(folder, "company.key")];
  async function issue(name: string) {
    const made = await makeServerCertificate(authority, { names: [name], addresses: [] });
    await writeFile(tlsCert, made.cert);
    await writeFile(tlsKey, made.key);
  }
  await issue("first.voice.example");
  const { certificates, served } = await open({ tlsCert, tlsKey });
  expect(certificates.current()).toMatchObject({ source: "files", authority: null });
  await writeFile(tlsKey, "half a ke");
  await certificates.look();
  expect(await served()).toBe("DNS:first.voice.example");
  await issue("second.voice.example");
  await certificates.look();
  expect(await served()).toBe("DNS:second.voice.example");
});

test("files that can't be served are named at the start", async () => {
  const [tlsCert, tlsKey] = [join(folder, "company.crt"), join(folder, "company.key")];
  const { cert } = await makeAuthority("Company", []);
  const { key } = await makeAuthority("Other", []);
  await writeFile(tlsCert, cert);
  await writeFile(tlsKey, key);
  await expect(open({ tlsCert, tlsKey })).rejects.toThrow(/company\.crt: The key does not belong to the certificate/);
});

test("an uploaded certificate is served at once and after a restart, until the own one is wanted again", async () => {
  const company = await makeAuthority("Company", ["voice.example"]);
  const made = await makeServerCertificate(company, { names: ["voice.example"], addresses: [] });
  const { certificates, served } = await open();
  const { authority } = certificates.current();
  expect(await certificates.use({ cert: made.cert, key: company.key })).toBe("other_key");
  expect(await certificates.use({ cert: "hello", key: made.key })).toBe("not_pem");
  expect(await certificates.use({ cert: made.cert, key: "secret" })).toBe("key_not_readable");
  expect(await served()).toContain("localhost");
  expect(await certificates.use({ cert: made.cert + company.cert, key: made.key })).toBeNull();
  expect(await served()).toBe("DNS:voice.example");
  expect((await stat(join(folder, "uploaded.pem"))).mode & 0o777).toBe(0o600);
  const again = await open();
  expect(await again.served()).toBe("DNS:voice.example");
  expect(again.certificates.current()).toMatchObject({ source: "uploaded", authority: null });
  expect(await again.certificates.use(null)).toBeNull();
  // Devices that trust this machine's authority still do.
  expect(again.certificates.current()).toMatchObject({ source: "authority", authority });
  expect(await again.served()).toContain("localhost");
});

const brokenBlock = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

test("an upload with a broken chain is refused, and nothing of it is kept", async () => {
  const made = await companyCertificate();
  const { certificates, served } = await open();
  const { source } = certificates.current();
  expect(await certificates.use({ cert: made.cert + brokenBlock, key: made.key })).toBe("not_servable");
  expect(certificates.current().source).toBe(source);
  expect(await served()).toContain("localhost");
  expect(await readdir(folder)).not.toContain("uploaded.pem");
});

test("a certificate that covers no name is refused: no browser would accept it", async () => {
  const { certificates } = await open();
  expect(await certificates.use(await makeAuthority("Company", ["voice.example"]))).toBe("nameless");
  expect(certificates.current().source).toBe("authority");
});

test("an uploaded file that can't be served any more does not keep the server from starting", async () => {
  const made = await companyCertificate();
  await writeFile(join(folder, "uploaded.pem"), made.key + made.cert + brokenBlock);
  const { certificates, served } = await open();
  expect(await served()).toContain("localhost");
  expect(certificates.current().source).toBe("authority");
  hosts = [...hosts, "192.168.77.8"];
  await certificates.look();
  expect(await served()).toContain("192.168.77.8");
});

test("an uploaded file that breaks while it is served leaves what is served in place", async () => {
  const made = await companyCertificate();
  const { certificates, served } = await open();
  await certificates.use({ cert: made.cert, key: made.key });
  await writeFile(join(folder, "uploaded.pem"), made.key + made.cert + brokenBlock);
  await certificates.look();
  expect(await served()).toBe("DNS:voice.example");
  expect(certificates.current().source).toBe("uploaded");
});

test("a look that is asked for while another is under way reads what has changed meanwhile", async () => {
  const made = await companyCertificate();
  let meanwhile = () => {};
  const namesOf = () => {
    // The look under way has already seen that there is no upload.
    meanwhile();
    return hosts;
  };
  const settings = { tlsCert: null, tlsKey: null };
  const certificates = await openCertificates(settings, { folder, hosts: namesOf, logger: silentLogger });
  onTestFinished(certificates.close);
  meanwhile = () => writeFileSync(join(folder, "uploaded.pem"), made.key + made.cert);
  void certificates.look();
  await certificates.look();
  expect(certificates.current().source).toBe("uploaded");
});

async function companyCertificate() {
  const company = await makeAuthority("Company", ["voice.example"]);
  return makeServerCertificate(company, { names: ["voice.example"], addresses: [] });
}
