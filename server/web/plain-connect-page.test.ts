import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { authorityUrl } from "../../lib/connect/systems";
import { noteArrival } from "../platform/http/arrival";
import { createHostCheck } from "./allowed-hosts";
import { answerAuthority } from "./authority-files";
import { makeAuthority } from "./certificates/make-certificates";
import { authorityFacts } from "./connect-facts";
import { answerPlainConnectPage } from "./plain-connect-page";
import { createRequestHandler } from "./request-handler";

const projectRoot = join(import.meta.dirname, "../..");
let authority: string;
let server: http.Server;
let origin: string;

/** A server that everybody reaches from the network, over plain HTTP. */
beforeAll(async () => {
  authority = (await makeAuthority("AVATAR desk & co", [])).cert;
  const facts = {
    origins: ["https://192.168.1.20:8000"],
    port: 8000,
    authority: authorityFacts(authority),
    certificate: null,
    wsl: null,
    isLocalOnly: false,
  };
  server = http.createServer(
    createRequestHandler({
      health: () => ({ status: "ok", models: [] }),
      isAllowedHost: createHostCheck([]),
      noteArrival: (request) =>
        noteArrival(request, { address: "192.168.1.77", secure: false, isProtocolUnknown: false }),
      https: true,
      metrics: { exposition: async () => "up 1\n", contentType: "text/plain", authenticate: async () => null },
      connect: {
        authority: (request, response) => answerAuthority(request, response, authority),
        plainPage: (request, response) => answerPlainConnectPage(request, response, { facts, projectRoot }),
      },
      pages: (_, response) => void response.end("page"),
    }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(origin + path, { headers, redirect: "manual" });

test("over plain HTTP a device gets this one page, and every other address leads to HTTPS", async () => {
  const page = await get("/connect", { "accept-language": "zh-TW" });
  expect(page.status).toBe(200);
  expect(page.headers.get("set-cookie")).toBeNull();
  const text = await page.text();
  expect(text).toContain('<html lang="zh-TW">');
  expect(text).toContain(authorityFacts(authority).fingerprint);
  expect(text).toContain(`${origin.replace("http:", "https:")}/connect`);
  expect(text).toContain("<svg");
  for (const path of ["/", "/login", "/connect/other", "/api/auth/csrf"]) {
    const other = await get(path);
    expect(other.status).toBe(308);
    expect(other.headers.get("location")).toBe(origin.replace("http:", "https:") + path);
  }
});

test("it runs no script, sends no form, loads nothing, and says nothing that a visitor has put into the address", async () => {
  const answer = await get('/connect?system="><script>&lang=<b>', { "user-agent": "<i>" });
  expect(answer.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; base-uri/,
  );
  const text = await answer.text();
  expect(text).not.toMatch(/<script|<form|<img|<b>|<i>|src=/);
  expect(text).toContain("AVATAR desk &amp; co");
});

test("what to compare stands before what installs", async () => {
  const text = await (await get("/connect?system=windows&lang=en")).text();
  const places = ["1. Compare", authorityFacts(authority).fingerprint, "certutil", "Install Certificate", "3. Go on"];
  const found = places.map((each) => text.indexOf(each));
  expect(found).not.toContain(-1);
  expect(found).toEqual(found.toSorted((a, b) => a - b));
});

test("it has the steps of the visitor's system, and of any other on request", async () => {
  expect(await (await get("/connect", { "user-agent": "iPhone" })).text()).toContain(authorityUrl("mobileconfig"));
  expect(await (await get("/connect?system=linux", { "user-agent": "iPhone" })).text()).toContain("Firefox:");
});

test("the authority comes as each system takes it, always the same certificate", async () => {
  const { fingerprint256, raw } = new X509Certificate(authority);
  const [crt, pem, profile] = await Promise.all(
    (["crt", "pem", "mobileconfig"] as const).map(async (file) => {
      const answer = await get(authorityUrl(file));
      return { type: answer.headers.get("content-type"), body: Buffer.from(await answer.arrayBuffer()) };
    }),
  );
  expect(new X509Certificate(crt?.body ?? "").fingerprint256).toBe(fingerprint256);
  expect(crt?.type).toBe("application/x-x509-ca-cert");
  expect(new X509Certificate(pem?.body ?? "").fingerprint256).toBe(fingerprint256);
  expect(profile?.type).toBe("application/x-apple-aspen-config");
  const text = String(profile?.body);
  const data = /<data>([\s\S]*?)<\/data>/.exec(text)?.[1] ?? "";
  expect(Buffer.from(data, "base64").equals(raw)).toBe(true);
  expect(text).toContain("com.apple.security.root");
  expect(text).toContain("AVATAR desk &amp; co");
  expect(String(profile?.body)).not.toContain("PRIVATE KEY");
});
