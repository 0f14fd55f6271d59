import { expect, test } from "vitest";
import { connectPlain, connectSocketIo } from "../../testing/chat-client";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();

test("an administrator sees who talks and who waits, in which state", async () => {
  const { startSession, connect, manager } = await servers.open({ maxSessions: 1 });
  expect(manager.list()).toEqual([]);
  const { client, started } = await startSession();
  const waiting = await connect();
  expect(manager.list()).toMatchObject([{ session_id: started.session_id, state: "listening", position: null }]);
  waiting.send({ type: "session_start", wait: true });
  await waiting.waitFor("queue_position");
  expect(manager.list()).toMatchObject([{ state: "listening" }, { session_id: null, state: "waiting", position: 1 }]);
  client.close();
  await waiting.waitFor("session_started");
  expect(manager.list()).toMatchObject([{ state: "listening", position: null }]);
});

test.each([
  ["plain WebSocket", connectPlain],
  ["Socket.IO", connectSocketIo],
])("a person is asked to leave and may go on; an ended conversation is over: %s", async (_, how) => {
  const { startSession, manager } = await servers.open({ maxSessions: 1 });
  const { client } = await startSession({}, how);
  const id = manager.list()[0]?.id ?? "";
  expect(manager.askToLeave(id)).toMatchObject({ id });
  expect((await client.waitFor("error")).code).toBe("asked_to_leave");
  client.send({ type: "text_input", text: "A moment, please." });
  await client.waitFor("turn_completed");
  expect(await manager.endSession(id)).toMatchObject({ id });
  expect((await client.waitFor("error", () => true, 2)).code).toBe("session_ended");
  await client.waitForClose();
  expect(manager.list()).toEqual([]);
  expect([manager.askToLeave(id), await manager.endSession(id)]).toEqual([null, null]);
});
