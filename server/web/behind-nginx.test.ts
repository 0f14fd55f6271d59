import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { privateCookie, siteOfHeaders } from "../../lib/auth/cookies";
import { freePort } from "../platform/child-process/port";
import { arrivalOf } from "../platform/http/arrival";
import { createHostCheck } from "./allowed-hosts";
import { makeAuthority, makeServerCertificate } from "./certificates/make-certificates";
import { createRequestHandler, refusalOf } from "./request-handler";
import { createArrivals } from "./trusted-proxies";

const nginx = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"].find((path) => {
  try {
    return execFileSync(path, ["-v"], { stdio: "ignore" }) === null;
  } catch {
    return false;
  }
});
const documented = readFileSync(join(import.meta.dirname, "../../docs/proxy.md"), "utf8");
const configuration = /```nginx\n([\s\S]*?)```/.exec(documented)?.[1] ?? "";
const name = "voice.example.com";

/** Answers with what the pages would see of a request. */
async function startAvatar(proxies: readonly string[], port: number): Promise<http.Server> {
  const isAllowedHost = createHostCheck([name]);
  const noteArrival = createArrivals(proxies);
  const server = http.createServer(
    createRequestHandler({
      health: () => ({ status: "ok", models: [] }),
      isAllowedHost,
      noteArrival,
      https: true,
      metrics: { exposition: async () => "up 1\n", contentType: "text/plain", authenticate: async () => null },
      pages: ({ headers }, response) => {
        const site = siteOfHeaders({ get: (header) => (headers[header] as string | undefined) ?? null });
        const cookie = privateCookie("session", site);
        response.end(JSON.stringify({ address: headers["x-forwarded-for"], cookie: cookie.name, ...cookie.options }));
      },
    }),
  );
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    noteArrival(request);
    const seen = { refusal: refusalOf(request, { isAllowedHost, https: true }), ...arrivalOf(request) };
    sockets.handleUpgrade(request, socket, head, (client) => client.send(JSON.stringify(seen)));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

describe.skipIf(!nginx)("behind a real nginx with the documented configuration", () => {
  let folder: string;
  let server: http.Server;
  let child: ChildProcess;
  let tlsPort: number;
  let plainPort: number;
  let authority: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "avatar-nginx-"));
    const made = await makeAuthority("Company", [name]);
    authority = made.cert;
    const certificate = await makeServerCertificate(made, { names: [name], addresses: [] });
    writeFileSync(join(folder, "tls.crt"), certificate.cert);
    writeFileSync(join(folder, "tls.key"), certificate.key);
    [tlsPort, plainPort] = [await freePort(), await freePort()];
    server = await startAvatar(["loopback"], 0);
    const { port } = server.address() as AddressInfo;
    const http = configuration
      .replace("listen 443 ssl", `listen 127.0.0.1:${tlsPort} ssl`)
      .replace("listen 80", `listen 127.0.0.1:${plainPort}`)
      .replace("/etc/ssl/voice.example.com.crt", join(folder, "tls.crt"))
      .replace("/etc/ssl/voice.example.com.key", join(folder, "tls.key"))
      .replace("127.0.0.1:8000", `127.0.0.1:${port}`);
    for (const kind of ["body", "proxy", "fastcgi", "uwsgi", "scgi"]) mkdirSync(join(folder, kind));
    const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (kind) => `${kind}_temp_path ${join(folder, kind.replace("client_", ""))};`,
    );
    const global = `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}`;
    writeFileSync(join(folder, "nginx.conf"), `${global}\nhttp { access_log off; ${paths.join(" ")}\n${http}\n}`);
    child = spawn(nginx ?? "", ["-c", join(folder, "nginx.conf"), "-p", folder, "-e", join(folder, "error.log")]);
    await listening(tlsPort);
  });
  afterAll(async () => {
    child?.kill("SIGTERM");
    await once(child, "exit");
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  const trusting = () => ({ host: "127.0.0.1", port: tlsPort, servername: name, ca: authority, agent: false as const });

  async function get(headers: http.OutgoingHttpHeaders = {}) {
    const request = https.get({ ...trusting(), path: "/chat", headers: { host: name, ...headers } });
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    return { status: response.statusCode, body: JSON.parse(await textOf(response)) };
  }

  test("a page is served, not redirected: the cookie is for HTTPS alone, the address is the client's", async () => {
    expect(await get()).toEqual({
      status: 200,
      body: expect.objectContaining({ address: "127.0.0.1", cookie: "__Host-avatar-443.session", secure: true }),
    });
  });

  test("a protocol that the client made up is not believed, and a foreign Host is refused", async () => {
    expect(await get({ "x-forwarded-proto": "http" })).toMatchObject({ status: 200, body: { secure: true } });
    expect(await get({ host: "evil.example" })).toMatchObject({ status: 421 });
    expect(await get({ "x-forwarded-host": "evil.example" })).toMatchObject({ status: 200 });
  });

  test("plain HTTP is sent to HTTPS once", async () => {
    const request = http.get({ host: "127.0.0.1", port: plainPort, path: "/chat?a=1", headers: { host: name } });
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    expect(response.headers.location).toBe(`https://${name}/chat?a=1`);
    await textOf(response);
  });

  test("a WebSocket is passed on, and arrives encrypted", async () => {
    // `ws` hands `servername` to TLS, but its types don't know it.
    const options = { ...trusting(), headers: { host: name } };
    const socket = new WebSocket(`wss://127.0.0.1:${tlsPort}/ws/chat`, [], options);
    const [message] = (await once(socket, "message")) as [Buffer];
    expect(JSON.parse(String(message))).toEqual({
      refusal: null,
      address: "127.0.0.1",
      secure: true,
      isProtocolUnknown: false,
    });
    socket.close();
  });

  test("one answer instead of a redirect for ever, where the proxy does not say how the client came", async () => {
    const { port } = server.address() as AddressInfo;
    const headers = { host: name, "x-forwarded-for": "203.0.113.9" };
    const request = http.get({ host: "127.0.0.1", port, path: "/chat", headers });
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    expect(response.statusCode).toBe(426);
    expect(await textOf(response)).toContain("X-Forwarded-Proto");
  });
});

async function textOf(response: http.IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of response) text += piece;
  return text;
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await Promise.race([
      once(socket, "connect").then(() => true),
      new Promise<false>((resolve) => socket.once("error", () => resolve(false))),
    ]);
    socket.destroy();
    if (isOpen) return;
    await sleep(20);
  }
}
