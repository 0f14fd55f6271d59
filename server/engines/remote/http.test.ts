import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask } from "./http";

let server: Server;
beforeAll(async () => {
  server = createServer((_, response) => response.end("all of it")).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => void server.close());

it("an abort at the very end of an answer brings no error up on the connection that is kept", async () => {
  const uncaught: unknown[] = [];
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => uncaught.push(error));
  try {
    const abort = new AbortController();
    const connection = once(server, "connection");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { body } = await ask(url, { headers: {}, signal: abort.signal });
    // All has come by now; its end is told after this turn of the event loop.
    const read = body[Symbol.asyncIterator]().next();
    abort.abort(new Error("the person spoke again"));
    await read.catch(() => undefined);
    const [socket] = await connection;
    if (!socket.destroyed) await once(socket, "close");
    await sleep(0);
    expect(uncaught).toEqual([]);
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
});
