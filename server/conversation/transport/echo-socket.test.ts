import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { echoLimits, echoPath } from "../../../lib/protocol/echo";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();

async function connect(headers: Record<string, string> = {}) {
  const server = await servers.open();
  const socket = new WebSocket(server.url.replace("http", "ws") + echoPath, { headers });
  socket.on("error", () => undefined);
  return socket;
}

test("sends back what it gets, without a login, and ends by itself", async () => {
  const socket = await connect();
  await once(socket, "open");
  const received: string[] = [];
  socket.on("message", (data) => received.push(String(data)));
  for (let at = 0; at < echoLimits.maxMessages; at += 1) socket.send(`ping ${at}`);
  const [code] = await once(socket, "close");
  expect(code).toBe(1000);
  expect(received).toHaveLength(echoLimits.maxMessages);
  expect(received[3]).toBe("ping 3");
});

test("takes no long message", async () => {
  const socket = await connect();
  await once(socket, "open");
  socket.send("x".repeat(echoLimits.maxMessageBytes + 1));
  expect((await once(socket, "close"))[0]).toBe(1009);
});

test("is not for another site's page", async () => {
  const socket = await connect({ origin: "https://evil.example" });
  const [, response] = await once(socket, "unexpected-response");
  expect(response.statusCode).toBe(403);
});
