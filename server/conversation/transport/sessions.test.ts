import { once } from "node:events";
import { eq } from "drizzle-orm";
import { describe, expect, it, test } from "vitest";
import { auditLog, sessions } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { disableUser } from "../../records/users/disable-user";
import { type ChatClient, connectPlain, connectSocketIo, noise } from "../../testing/chat-client";
import { testChatServers, voiceDetectorThat } from "../../testing/test-chat-server";

const servers = testChatServers();

/** A promise that waits for `open`. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe("sessions", () => {
  it("are resumed where they were left, by their owner only", async () => {
    const server = await servers.open();
    const first = await server.startSession({ endpoint_pause_ms: 400 });
    first.client.send({ type: "text_input", text: "one" });
    await first.client.waitFor("turn_completed");
    first.client.close();
    const session_id = first.started.session_id;
    const again = await server.startSession({ session_id }, connectSocketIo);
    expect(again.started).toMatchObject({ session_id, resumed: true, last_turn_number: 1, endpoint_pause_ms: 400 });
    again.client.send({ type: "text_input", text: "two" });
    expect((await again.client.waitFor("turn_completed")).turn_number).toBe(2);
    const messages = (await servers.standIns.llm.waitForCalls(2))[1]?.fields.messages as { content: string }[];
    expect(messages.slice(-3).map(({ content }) => content)).toEqual(["one", "Yes.", "two"]);

    const { token: bobs } = await server.addUser("bob");
    const stolen = await server.startSession({ session_id }, connectPlain, bobs);
    expect(stolen.client.of("error")[0]?.code).toBe("session_not_found");
    expect(stolen.started).toMatchObject({ resumed: false, last_turn_number: 0 });
    expect(stolen.started.session_id).not.toBe(session_id);
  });

  it("are nobody else's to go on with, not even an administrator's, and who tries is in the audit log", async () => {
    const server = await servers.open();
    const { client, started } = await server.startSession();
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_completed");
    client.close();
    await client.waitForClose();
    const { session_id } = started;
    const ann = server.db.select().from(sessions).get()?.userId;
    const { token, userId } = await server.addUser("boss", "admin");
    const tried = await server.startSession({ session_id, take_over: true }, connectPlain, token);
    expect(tried.client.of("error").map(({ code }) => code)).toEqual(["session_not_found"]);
    expect(tried.started).toMatchObject({ resumed: false, last_turn_number: 0 });
    await server.startSession({ session_id: crypto.randomUUID() }, connectPlain, token);
    const refused = server.db.select().from(auditLog).where(eq(auditLog.outcome, "refused")).all();
    expect(refused).toMatchObject([
      {
        ...{ actorUserId: userId, subjectUserId: ann, entity: "conversation", entityId: session_id, times: 1 },
        ...{ action: "right.use", reason: "session_not_found", after: { via: "socket", right: "own_conversation" } },
      },
    ]);
  });

  it("are resumed after their last turn is stored, however soon the client is back", async () => {
    const disk = gate();
    const server = await servers.open({ beforeWriting: () => disk.opened });
    const first = await server.connect();
    first.send({ type: "text_input", text: "one" });
    const { session_id } = await first.waitFor("session_started");
    await first.waitFor("audio_response", ({ is_last }) => is_last);
    first.close();
    await first.waitForClose();

    const again = await Promise.all([server.connect(), server.connect()]);
    for (const client of again) {
      client.send({ type: "session_start", session_id, take_over: true });
      if (!("plain" in client.raw)) continue;
      client.raw.plain.ping();
      await once(client.raw.plain, "pong");
    }
    disk.open();
    const [older, newer] = again as [ChatClient, ChatClient];
    expect(await newer.waitFor("session_started")).toMatchObject({ session_id, resumed: true, last_turn_number: 1 });
    await older.waitForClose();
    expect(server.manager.counts().sessions).toBe(1);
    newer.send({ type: "text_input", text: "two" });
    expect((await newer.waitFor("turn_completed")).turn_number).toBe(2);
  });

  it("change their settings without starting again", async () => {
    const { startSession } = await servers.open();
    const { client, started } = await startSession({ language: "en" });
    client.send({ type: "session_start", session_id: started.session_id, mode: "hq", language: "zh-TW" });
    const changed = await client.waitFor("session_started", () => true, 2);
    expect(changed).toMatchObject({ session_id: started.session_id, mode: "hq", language: "zh-TW", resumed: true });
  });

  it("say when a voice cannot be used", async () => {
    const { startSession } = await servers.open();
    const { client, started } = await startSession({ profile_id: 7 });
    expect(client.of("error")[0]?.code).toBe("profile_not_ready");
    expect(started.profile_id).toMatch(/^builtin:/);
  });

  it("keep a voice that the engine lacks now: another one speaks, and the client gets an error", async () => {
    const server = await servers.open();
    const first = await server.startSession();
    first.client.close();
    await first.client.waitForClose();
    const { session_id } = first.started;
    const storedVoice = () => server.db.select().from(sessions).get()?.voice;
    for (const voice of ["builtin:gone", "7"]) {
      server.db.update(sessions).set({ voice }).run();
      const again = await server.startSession({ session_id });
      expect(again.client.of("error").map(({ code }) => code)).toEqual(["profile_not_ready"]);
      expect(again.started).toMatchObject({ resumed: true, profile_id: "builtin:alloy" });
      again.client.send({ type: "session_start", session_id, mode: "hq" });
      await again.client.waitFor("session_started", ({ mode }) => mode === "hq");
      again.client.send({ type: "text_input", text: "one" });
      await again.client.waitFor("turn_completed");
      expect((await servers.standIns.tts.calls()).at(-1)?.fields.voice).toBe("alloy");
      expect(storedVoice()).toBe(voice);
      again.client.close();
      await again.client.waitForClose();
    }
  });

  test.each([
    ["plain WebSocket", connectPlain],
    ["Socket.IO", connectSocketIo],
  ])("end when their person is disabled: %s", async (_, how) => {
    const server = await servers.open({ pingIntervalMs: 500 });
    const { client } = await server.startSession({}, how);
    await disableUser(server.contextFor({ kind: "system", job: "command_line" }), { username: "ann" });
    const { code } = await client.waitForClose();
    expect(client.of("error").map((error) => error.code)).toEqual(["account_disabled"]);
    if (how === connectPlain) expect(code).toBe(4401);
  });

  it("speak the reply to a typed text to its end although the voice detector fails meanwhile", async () => {
    const asked = gate();
    const voiceDetector = voiceDetectorThat(() => {
      asked.open();
      throw new AppError("model_crashed");
    });
    const { connect } = await servers.open({ voiceDetector });
    const client = await connect();
    await servers.standIns.llm.configure({ firstLatencyMs: 200 });
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_started");
    client.send(noise);
    await asked.opened;
    expect((await client.waitFor("error")).code).toBe("model_crashed");
    expect(await client.waitFor("turn_completed")).toMatchObject({ interrupted: false });
  });

  it("keep the correction of a turn that could not be stored", async () => {
    const writes = [() => Promise.reject(new Error("disk full")), () => Promise.resolve()];
    const beforeWriting = () => writes.shift()?.() ?? Promise.resolve();
    const server = await servers.open({ beforeWriting });
    const client = await server.connect();
    client.send({ type: "text_input", text: "one" });
    const lost = await client.waitFor("error");
    expect(lost.code).toBe("storage_failed");
    client.send({ type: "transcript_edit", turn_id: lost.turn_id, text: "two" });
    expect((await client.waitFor("turn_completed")).turn_number).toBe(2);
  });

  it("keep the turn of a client that goes away in the middle", async () => {
    const { startSession } = await servers.open();
    await servers.standIns.llm.configure({ firstLatencyMs: 60_000 });
    const { client, started } = await startSession();
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_started");
    client.close();
    await client.waitForClose();
    const again = await startSession({ session_id: started.session_id });
    expect(again.started.last_turn_number).toBe(1);
  });
});
