import { once } from "node:events";
import net from "node:net";
import { beforeEach, describe, expect, it, test } from "vitest";
import { WebSocket } from "ws";
import { type TestChatServer, testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();
let server: TestChatServer;
beforeEach(async () => {
  server = await servers.open();
});

const socketIoPath = "/ws/chat/?EIO=4&transport=websocket";

/** Engine.IO by hand, for packets that no Socket.IO client sends; `packets` is what came in. */
async function connectEngine(query = "", as = server.token) {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}${socketIoPath}${query}`, {
    headers: { authorization: `Bearer ${as}` },
  });
  const packets: string[] = [];
  socket.on("message", (packet) => packets.push(String(packet)));
  await once(socket, "message");
  return { socket, packets };
}

describe("a Socket.IO connection", () => {
  it("is one client: leaving and entering again, to reset its limits, closes it", async () => {
    const { socket } = await connectEngine();
    socket.send("40");
    await once(socket, "message");
    socket.send("41");
    socket.ping();
    await once(socket, "pong");
    socket.send("40");
    await once(socket, "close");
  });

  it("is one client, however often it enters at once", async () => {
    const { socket } = await connectEngine();
    let most = 0;
    const count = setInterval(() => {
      most = Math.max(most, server.manager.counts().connections);
    });
    for (let i = 0; i < 100; i++) socket.send("40");
    await once(socket, "close");
    clearInterval(count);
    expect(most).toBeLessThanOrEqual(1);
  });

  it("is never taken over by another one's upgrade", async () => {
    const { socket, packets } = await connectEngine();
    const { sid } = JSON.parse(packets[0]?.slice(1) ?? "");
    socket.send("40");
    await expect(connectEngine(`&sid=${sid}`, (await server.addUser("bob")).token)).rejects.toThrow("400");
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.close();
  });

  it("has one namespace: asking for another closes it", async () => {
    const { socket } = await connectEngine();
    socket.send("40");
    socket.send("40/elsewhere,");
    await once(socket, "close");
  });
});

test.each(["/ws/chat", socketIoPath])("%s: a client that pings and reads no pong is disconnected", async (path) => {
  const client = net.connect(Number(new URL(server.url).port), "127.0.0.1");
  client.on("error", () => {});
  const gone = new Promise<void>((resolve) => client.once("close", () => resolve()));
  client.write(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: c2l4dGVlbiBieXRlcyEhIQ==\r\nAuthorization: Bearer ${server.token}\r\n\r\n`,
  );
  await once(client, "data");
  client.pause();
  const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125, 0, 0, 0, 0]), Buffer.alloc(125)]);
  const pings = Buffer.concat(new Array(1_000).fill(ping));
  let floods = 0;
  const flood = (error?: Error | null) => {
    if (!error && ++floods < 400) client.write(pings, flood);
  };
  flood();
  await gone;
  expect(floods).toBeLessThan(400);
});
