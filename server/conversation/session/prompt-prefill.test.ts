import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Engines } from "../../inference/contract";
import { type StandIns, startStandIns } from "../../inference/engines/testing/start-stand-ins";
import { choosePersona } from "../../records/personas/persona-in-use";
import { createPersona } from "../../records/personas/save-persona";
import { type ChatClient, connectPlain } from "../../testing/chat-client";
import { type ChatServer, startChatServer, startRemoteEngines } from "../../testing/chat-server";
import { runTurn } from "../pipeline/run-turn";

const answer = "It is sunny. Take a hat with you.";

let standIns: StandIns;
let engines: Engines;
let server: ChatServer;
let client: ChatClient;
let sessionId: string;
/** What the language model was given to read ahead, without the text of the system message. */
let prefilled: { messages: string[]; mayEvict: boolean }[];

beforeAll(async () => {
  standIns = await startStandIns();
  engines = await startRemoteEngines(standIns);
});
afterAll(async () => {
  await Promise.all([engines.stt.close(), engines.llm.close(), engines.tts.close()]);
  await standIns.close();
});
beforeEach(async () => {
  await standIns.llm.configure({ answer, firstLatencyMs: 0 });
  prefilled = [];
  const llm: Engines["llm"] = {
    ...engines.llm,
    async prefill(messages, { mayEvict }) {
      const shown = messages.map(({ role, content }) =>
        role === "system" ? `system ${content.slice(0, 2)}` : content,
      );
      prefilled.push({ messages: shown, mayEvict });
    },
  };
  server = await startChatServer({ engines: { ...engines, llm }, voiceDetector: null, runTurn });
  client = await connectPlain(server.url, (await server.addUser("ann")).token);
  client.send({ type: "session_start", language: "en" });
  sessionId = (await client.waitFor("session_started")).session_id;
});
afterEach(async () => {
  client.close();
  await server.close();
});

test("the next prompt is read ahead when a conversation begins, after each turn, and in a new language", async () => {
  await expect.poll(() => prefilled).toEqual([{ messages: ["system Yo"], mayEvict: false }]);
  client.send({ type: "text_input", text: "What is the weather?" });
  await client.waitFor("turn_completed");
  const history = ["What is the weather?", answer];
  await expect.poll(() => prefilled.slice(1)).toEqual([{ messages: ["system Yo", ...history], mayEvict: false }]);
  client.send({ type: "session_start", session_id: sessionId, language: "zh-TW" });
  await expect.poll(() => prefilled.slice(2)).toEqual([{ messages: ["system 你是", ...history], mayEvict: false }]);
});

test("what is read ahead follows the persona that answers", async () => {
  await expect.poll(() => prefilled).toHaveLength(1);
  const { userId } = await server.addUser("boss", "admin");
  const admin = server.contextFor({ kind: "user", userId, username: "boss", role: "admin" });
  const prompts = { "zh-TW": "請簡短。", en: "Be short." };
  const { versionId } = await createPersona(admin, { name: "Short", prompts });
  await choosePersona(admin, { versionId, basedOn: null });
  client.send({ type: "text_input", text: "Hi" });
  await client.waitFor("turn_completed");
  await expect.poll(() => prefilled.slice(1)).toEqual([{ messages: ["system Be", "Hi", answer], mayEvict: false }]);
});
