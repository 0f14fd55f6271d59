import { expect, test } from "vitest";
import { connectPlain, connectSocketIo } from "../../testing/chat-client";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();

test.each([
  ["plain WebSocket", connectPlain],
  ["Socket.IO", connectSocketIo],
] as const)(
  "whoever talks in a conversation that is deleted is told, and talks on in a new one: %s",
  async (_, how) => {
    const server = await servers.open();
    const { client, started } = await server.startSession({}, how);
    const other = await server.startSession({}, how);
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_completed");
    server.manager.conversationDeleted(started.session_id);
    expect((await client.waitFor("error")).code).toBe("session_not_found");
    await expect.poll(() => client.of("session_started").length).toBe(2);
    const [, next] = client.of("session_started");
    expect(next).toMatchObject({ resumed: false });
    expect(next?.session_id).not.toBe(started.session_id);
    client.send({ type: "text_input", text: "two" });
    await expect.poll(() => client.of("turn_completed").map((turn) => turn.turn_number)).toEqual([1, 1]);
    expect(other.client.of("error")).toEqual([]);
    expect(server.manager.counts().sessions).toBe(2);
  },
);
