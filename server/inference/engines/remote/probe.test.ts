import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { makeAuthority, makeServerCertificate } from "../../../web/certificates/make-certificates";
import { probeModelServer } from "./probe";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function probe(started: Server, scheme: "http" | "https", path: string) {
  server = started.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const tryModel = () => Promise.reject(new Error("No model was named."));
  const limits = { timeoutMs: 5_000, tryTimeoutMs: 5_000 };
  const options = { url, role: "tts", model: null, apiKey: null, tryModel, ...limits } as const;
  return probeModelServer(options, new AbortController().signal);
}

const models = JSON.stringify({ data: [{ id: "f5", owned_by: "avatar" }] });

/** A server with these paths and no other. */
function serverOf(answers: Record<string, string>): Server {
  return createServer(({ url = "" }, response) => {
    const body = answers[url];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
}

test("behind a proxy's path, health is asked for under the same path", async () => {
  const proxied = serverOf({ "/speech/v1/models": models, "/speech/health": "{}" });
  expect(await probe(proxied, "http", "/speech/v1")).toMatchObject({ name: "f5", servedBy: "avatar" });
});

test("a speech server may declare that it says numbers by itself; any other does not", async () => {
  const card = { id: "own", normalises_text: true };
  const declaring = serverOf({ "/v1/models": JSON.stringify({ data: [card] }) });
  expect(await probe(declaring, "http", "/v1")).toMatchObject({ name: "own", normalisesText: true });
  const silent = serverOf({ "/v1/models": JSON.stringify({ data: [{ id: "own" }] }) });
  expect(await probe(silent, "http", "/v1")).toMatchObject({ normalisesText: false });
});

test("a URL that lacks its /v1 is reported, also when the proxy itself is healthy", async () => {
  const proxied = serverOf({ "/speech/v1/models": models, "/health": "{}" });
  await expect(probe(proxied, "http", "/speech")).rejects.toThrow(
    /Its models are under \/v1: write http:\S+\/speech\/v1\.$/,
  );
});

test("a server without a list is ready when its health says so, under any base path", async () => {
  expect(await probe(serverOf({ "/health": "{}" }), "http", "/openai")).toMatchObject({ name: "default" });
  await expect(probe(serverOf({}), "http", "/openai")).rejects.toThrow("is not a model server (HTTP 404)");
});

test("a certificate that is not trusted is reported, with what to do", async () => {
  const authority = await makeAuthority("An authority that nobody knows", []);
  const { key, cert } = await makeServerCertificate(authority, { names: ["models.local"], addresses: ["127.0.0.1"] });
  const secure = createSecureServer({ key, cert }, (_, response) => response.end(models));
  await expect(probe(secure, "https", "/v1")).rejects.toThrow(
    /not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\).*NODE_EXTRA_CA_CERTS/,
  );
});

test("a redirect is not followed, and the error says so", async () => {
  const asked: (string | undefined)[] = [];
  const listener: RequestListener = ({ url }, response) => {
    asked.push(url);
    response.writeHead(308, { location: "/elsewhere/models" }).end();
  };
  await expect(probe(createServer(listener), "http", "/v1")).rejects.toThrow("sends to another address (HTTP 308)");
  expect(asked).toEqual(["/v1/models"]);
});
