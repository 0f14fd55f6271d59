import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { postPrivately } from "./post-privately";

/** A server that notes what it got; `answer` may leave it unanswered. */
async function receiver(answer: http.RequestListener) {
  const got: { path: string | undefined; body: string; host: string | undefined }[] = [];
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    got.push({ path: request.url, body, host: request.headers.host });
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { got, port: (server.address() as AddressInfo).port };
}

const { signal } = new AbortController();
const post = (url: string, more: object = {}) =>
  postPrivately({ url, headers: { "content-type": "text/plain" }, body: "hello", timeoutMs: 5_000, signal, ...more });

test("a body reaches a server of this machine, by its address and by its name", async () => {
  const { got, port } = await receiver((_, response) => response.writeHead(204).end());
  expect(await post(`http://127.0.0.1:${port}/hook?x=1`)).toBe(204);
  const own = async () => [{ address: "127.0.0.1", family: 4 }];
  expect(await post(`http://alerts.house:${port}/`, { resolve: own })).toBe(204);
  expect(got).toEqual([
    { path: "/hook?x=1", body: "hello", host: `127.0.0.1:${port}` },
    { path: "/", body: "hello", host: `alerts.house:${port}` },
  ]);
});

test("no redirect is followed", async () => {
  const { got, port } = await receiver((_, response) => response.writeHead(307, { location: "/elsewhere" }).end());
  expect(await post(`http://127.0.0.1:${port}/`)).toBe(307);
  expect(got).toHaveLength(1);
});

test("an address outside is refused, also as one of several, and nothing is sent", async () => {
  const { got, port } = await receiver((_, response) => response.end());
  const outside = { reason: "outside" };
  await expect(post("http://8.8.8.8/")).rejects.toMatchObject(outside);
  await expect(post("http://169.254.169.254/latest")).rejects.toMatchObject(outside);
  await expect(post("http://[::ffff:8.8.8.8]/")).rejects.toMatchObject(outside);
  const both = async () => [
    { address: "127.0.0.1", family: 4 },
    { address: "8.8.8.8", family: 4 },
  ];
  await expect(post(`http://two.example:${port}/`, { resolve: both })).rejects.toMatchObject(outside);
  expect(got).toEqual([]);
});

test("says why nobody answered", async () => {
  const { port } = await receiver(() => undefined);
  await expect(post(`http://127.0.0.1:${port}/`, { timeoutMs: 50 })).rejects.toMatchObject({ reason: "timeout" });
  await expect(post("http://127.0.0.1:1/")).rejects.toMatchObject({ reason: "unreachable" });
  await expect(post(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ reason: "unreachable" });
  const none = () => Promise.reject(new Error("ENOTFOUND"));
  await expect(post("http://nobody.house/", { resolve: none })).rejects.toMatchObject({ reason: "unresolved" });
  const gone = AbortSignal.abort(new Error("enough"));
  await expect(post(`http://127.0.0.1:${port}/`, { signal: gone })).rejects.toThrow("enough");
});
