import { once } from "node:events";
import http from "node:http";
import { beforeEach, describe, expect, it, test } from "vitest";
import { type TestChatServer, testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();
let server: TestChatServer;
beforeEach(async () => {
  server = await servers.open();
});

describe("the upgrade", () => {
  /** The status that answers an upgrade. */
  async function statusOf(path: string, headers: http.OutgoingHttpHeaders): Promise<number | undefined> {
    const request = http.get(`${server.url}${path}`, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": Buffer.from("sixteen bytes!!!").toString("base64"),
        ...headers,
      },
    });
    const status = await Promise.race([
      once(request, "response").then(([response]) => response.statusCode),
      once(request, "upgrade").then(([response, socket]) => {
        socket.destroy();
        return response.statusCode;
      }),
    ]);
    request.destroy();
    return status;
  }
  const path = { plain: "/ws/chat", socketIo: "/ws/chat/?EIO=4&transport=websocket" };

  test.each([path.plain, path.socketIo])("%s admits authenticated clients only", async (target) => {
    const bearer = { authorization: `Bearer ${server.token}` };
    expect(await statusOf(target, bearer)).toBe(101);
    expect(await statusOf(target, { ...bearer, origin: server.url })).toBe(101);
    expect(await statusOf(target, {})).toBe(401);
    expect(await statusOf(target, { authorization: "Bearer wrong" })).toBe(401);
    expect(await statusOf(target, { cookie: "next-auth.session-token=forged", origin: server.url })).toBe(401);
    expect(await statusOf(target, { ...bearer, origin: "https://evil.example" })).toBe(403);
    expect(await statusOf(target, { origin: "null" })).toBe(403);
  });

  it("of any other path is not found", async () => {
    const bearer = { authorization: `Bearer ${server.token}` };
    for (const other of [
      "/",
      "//",
      "/ws",
      "/ws/chat/x",
      "/socket.io/?EIO=4&transport=websocket",
      "/_next/webpack-hmr",
    ]) {
      expect(await statusOf(other, bearer)).toBe(404);
    }
  });

  it("to another protocol is an ordinary request", async () => {
    const bearer = { authorization: `Bearer ${server.token}` };
    for (const target of [path.plain, path.socketIo]) {
      expect(await statusOf(target, { ...bearer, upgrade: "h2c" })).toBe(404);
    }
  });

  it("refuses Socket.IO by polling", async () => {
    expect(await statusOf("/ws/chat/?EIO=4&transport=polling", { authorization: `Bearer ${server.token}` })).toBe(400);
  });
});
