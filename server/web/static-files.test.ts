import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { createStaticFiles } from "./static-files";

const script = "console.log('hello');\n".repeat(100);

/** Serves an immutable and a plain folder on loopback; any other path is answered 404. */
async function served() {
  const root = mkdtempSync(join(tmpdir(), "avatar-static-"));
  mkdirSync(join(root, "static", "chunks"), { recursive: true });
  mkdirSync(join(root, "public"));
  writeFileSync(join(root, "static", "chunks", "a b.js"), script);
  writeFileSync(join(root, "static", "chunks", "a b.js.gz"), gzipSync(script));
  writeFileSync(join(root, "public", "icon.svg"), "<svg/>");
  writeFileSync(join(root, "secret.txt"), "no");
  const serve = createStaticFiles([
    { folder: join(root, "static"), urlPath: "/_next/static/", immutable: true },
    { folder: join(root, "public"), urlPath: "/", immutable: false },
  ]);
  const server = http.createServer((request, response) => {
    if (!serve(request, response)) response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    rmSync(root, { recursive: true });
  });
  const { port } = server.address() as AddressInfo;
  return async (path: string, headers: http.OutgoingHttpHeaders = {}, method = "GET") => {
    const request = http.request({ host: "127.0.0.1", port, path, method, headers, agent: false }).end();
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part);
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) };
  };
}

test("a script is sent compressed to clients that accept gzip, and may be cached for ever", async () => {
  const get = await served();
  const compressed = await get("/_next/static/chunks/a%20b.js?x=1", { "accept-encoding": "br, gzip" });
  expect(compressed.headers).toMatchObject({
    "content-encoding": "gzip",
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
    vary: "accept-encoding",
  });
  expect(gunzipSync(compressed.body).toString()).toBe(script);
  for (const headers of [{}, { "accept-encoding": "gzip;q=0" }]) {
    const whole = await get("/_next/static/chunks/a%20b.js", headers);
    expect(whole.headers["content-encoding"]).toBeUndefined();
    expect(whole.body.toString()).toBe(script);
  }
});

test("a file that the browser has cached is answered 304", async () => {
  const get = await served();
  const first = await get("/icon.svg");
  expect(first).toMatchObject({ status: 200, body: Buffer.from("<svg/>") });
  expect(first.headers["cache-control"]).toBe("public, max-age=0, must-revalidate");
  const again = await get("/icon.svg", { "if-none-match": first.headers.etag });
  expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  expect(await get("/icon.svg", {}, "HEAD")).toMatchObject({ status: 200, body: Buffer.alloc(0) });
});

test.each([
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/_next/static/chunks",
  "/",
  "/secret.txt",
  "/a.gz",
])("%s is none of them", async (path) => {
  const get = await served();
  expect((await get(path)).status).toBe(404);
});

test("only reading is served", async () => {
  const get = await served();
  expect((await get("/icon.svg", {}, "POST")).status).toBe(404);
});
