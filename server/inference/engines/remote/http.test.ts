import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createByteServer, type Server as NetServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask, checkAnswer, readBounded } from "./http";

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
    // All bytes have arrived by now; `end` is emitted after this turn of the event loop.
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

describe("a server that behaves oddly:", () => {
  let odd: NetServer | null = null;
  afterEach(() => void odd?.close());

  /**
   * A server that answers with raw bytes; `answer` gets the numbers of the connection and of the request on it, from 0.
   */
  async function serve(answer: (socket: Socket, connection: number, request: number) => void): Promise<string> {
    let connections = 0;
    odd = createByteServer((socket) => {
      const connection = connections++;
      let requests = 0;
      socket.on("error", () => undefined).on("data", () => answer(socket, connection, requests++));
    }).listen(0, "127.0.0.1");
    await once(odd, "listening");
    return `http://127.0.0.1:${(odd.address() as AddressInfo).port}/v1/models`;
  }
  const never = () => new AbortController().signal;
  const read = async (url: string, request: { body?: string } = {}) =>
    readBounded(await checkAnswer(await ask(url, { headers: {}, signal: never(), ...request })), 1_000);
  const ok = (body: string, headers = "") =>
    `HTTP/1.1 200 OK\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;

  it.each(["destroy", "resetAndDestroy"] as const)(
    "a server that closes a kept connection as the next call comes (%s) is asked again",
    async (end) => {
      const asked: [connection: number, request: number][] = [];
      const url = await serve((socket, connection, request) => {
        asked.push([connection, request]);
        if (connection === 0 && request === 1) socket[end]();
        else socket.write(ok("well"));
      });
      await read(url);
      // The connection returns to the pool after the answer's end.
      await sleep(0);
      expect(await read(url, { body: "speech" })).toBe("well");
      expect(asked).toEqual([
        [0, 0],
        [0, 1],
        [1, 0],
      ]);
    },
  );

  it("one that ends each new connection fails the call, once", async () => {
    let asked = 0;
    const url = await serve((socket) => {
      asked++;
      socket.destroy();
    });
    await expect(read(url)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(asked).toBe(1);
  });

  it("a change of protocol is no answer, and the call ends", async () => {
    const url = await serve((socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
    });
    await expect(read(url)).rejects.toThrow("another protocol");
  });

  it("what comes before the answer, beside its chunks or after them is passed over", async () => {
    const early = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n";
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Took\r\n\r\n";
    const url = await serve((socket) => socket.write(`${early}${head}2;part=1\r\nhi\r\n0\r\nX-Took: 1\r\n\r\n`));
    expect([await read(url), await read(url)]).toEqual(["hi", "hi"]);
  });

  it("an answer shorter than it says is broken", async () => {
    const url = await serve((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi"));
    await expect(read(url)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("compressed bytes are refused: read as samples they would be noise", async () => {
    const url = await serve((socket) => socket.write(ok("\x1f\x8b\x08", "Content-Encoding: gzip\r\n")));
    await expect(read(url)).rejects.toThrow("compressed (gzip)");
  });
});
