import { describe, expect, it, test } from "vitest";
import { connectPlain, connectSocketIo } from "../../testing/chat-client";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();
const transports = [
  ["plain WebSocket", connectPlain],
  ["Socket.IO", connectSocketIo],
] as const;

describe("a conversation that another client of the same person holds", () => {
  it.each(transports)("is not given by itself; the answer says where it is, and nothing ends: %s", async (_, how) => {
    const server = await servers.open();
    const { client, started } = await server.startSession({}, how);
    const other = await server.connect(how);
    other.send({ type: "session_start", session_id: started.session_id });
    const refusal = await other.waitFor("error");
    expect(refusal).toMatchObject({ code: "session_in_use", held_by: { address: "127.0.0.1" } });
    expect(other.of("session_started")).toEqual([]);
    expect(client.closed).toBeNull();
    client.send({ type: "text_input", text: "still here" });
    expect(await client.waitFor("turn_completed")).toMatchObject({ turn_number: 1 });
    expect(server.manager.counts().sessions).toBe(1);
  });

  it.each(transports)(
    "is taken over on request, with its seat; the older one is told and closed: %s",
    async (_, how) => {
      const server = await servers.open({ maxSessions: 2 });
      const first = await server.startSession({}, how);
      await server.startSession();
      first.client.send({ type: "text_input", text: "one" });
      await first.client.waitFor("turn_completed");
      const other = await server.connect(how);
      other.send({ type: "session_start", session_id: first.started.session_id });
      await other.waitFor("error");
      other.send({ type: "session_start", session_id: first.started.session_id, take_over: true });
      expect(await other.waitFor("session_started")).toMatchObject({ resumed: true, last_turn_number: 1 });
      const { code } = await first.client.waitForClose();
      if (how === connectPlain) expect(code).toBe(4409);
      expect(first.client.of("error").map((error) => error.code)).toEqual(["session_in_use"]);
      other.send({ type: "text_input", text: "two" });
      expect(await other.waitFor("turn_completed")).toMatchObject({ turn_number: 2 });
      expect(server.manager.counts().sessions).toBe(2);
    },
  );

  it("is taken back by the first one only when it asks for that, too", async () => {
    const server = await servers.open();
    const first = await server.startSession();
    const { session_id, resume_token } = first.started;
    const second = await server.startSession({ session_id, take_over: true });
    await first.client.waitForClose();
    const back = await server.connect();
    back.send({ type: "session_start", session_id, resume_token });
    expect((await back.waitFor("error")).code).toBe("session_in_use");
    back.send({ type: "session_start", session_id, resume_token, take_over: true });
    await back.waitFor("session_started");
    expect((await second.client.waitForClose()).code).toBe(4409);
  });

  it("is free again once that client has left", async () => {
    const server = await servers.open();
    const first = await server.startSession();
    first.client.close();
    await first.client.waitForClose();
    const { started } = await server.startSession({ session_id: first.started.session_id });
    expect(started.resumed).toBe(true);
  });
});

test("the same client on a new connection is known by its token, as often as it comes back", async () => {
  const server = await servers.open({ maxSessions: 1 });
  const first = await server.startSession();
  const { session_id, resume_token } = first.started;
  expect(resume_token).toMatch(/^[\w-]{22}$/);
  const second = await server.startSession({ session_id, resume_token });
  expect(second.started).toMatchObject({ resumed: true, resume_token });
  expect((await first.client.waitForClose()).code).toBe(4409);
  const third = await server.startSession({ session_id, resume_token }, connectSocketIo);
  expect(third.started).toMatchObject({ resumed: true });
  expect(server.manager.counts().sessions).toBe(1);
});

test("nobody else's conversation is taken over, and nothing says that somebody holds it", async () => {
  const server = await servers.open();
  const { client, started } = await server.startSession();
  const { token: bobs } = await server.addUser("bob");
  const { session_id, resume_token } = started;
  const thief = await server.startSession({ session_id, resume_token, take_over: true }, connectPlain, bobs);
  expect(thief.client.of("error").map(({ code }) => code)).toEqual(["session_not_found"]);
  expect(thief.started.session_id).not.toBe(session_id);
  expect(client.closed).toBeNull();
});

test.each([
  ["a number", { take_over: 1 }],
  ["a short token", { resume_token: "x" }],
  ["a long token", { resume_token: "x".repeat(65) }],
])("what is not valid is refused: %s", async (_, fields) => {
  const server = await servers.open();
  const client = await server.connect();
  client.send({ type: "session_start", ...fields });
  expect((await client.waitFor("error")).code).toBe("bad_message");
});
