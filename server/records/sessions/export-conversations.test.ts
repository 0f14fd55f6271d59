import { rm } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { filesInZip } from "../testing/files-in-zip";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { exportConversations } from "./export-conversations";
import { startSession } from "./start-session";

const pages = {
  conversation: (view: { turns: { user_text: string }[] }) => view.turns.map((turn) => turn.user_text).join("\n"),
  list: (entries: readonly { id: string }[]) => entries.map(({ id }) => id).join("\n"),
};
const sound = { pcm: new Int16Array(2_400).fill(7), sampleRateHz: 24_000 };

async function talk() {
  const fixture = openTestDb();
  const ada = fixture.as(await fixture.person("ada"));
  const bob = fixture.as(await fixture.person("bob"));
  const conversation = async (...words: string[]) => {
    const { sessionId } = await startSession(ada, sessionOptions);
    for (const [index, userText] of words.entries()) {
      const turnId = `${sessionId.slice(0, 20)}-${index + 1}`;
      await recordTurn(ada, turnInput(sessionId, index + 1, { turnId, userText, userAudio: sound, replyAudio: sound }));
    }
    return sessionId;
  };
  return { ...fixture, ada, bob, conversation };
}

test("a conversation has its words, its facts and both sounds", async () => {
  const { ada, conversation } = await talk();
  const sessionId = await conversation("你好", "<b>Hello</b>");
  const files = await filesInZip(await buffer(await exportConversations(ada, { sessionId }, pages)));
  expect([...files.keys()]).toEqual([
    ...["audio/1-user.wav", "audio/1-reply.wav", "audio/2-user.wav", "audio/2-reply.wav"],
    ...["conversation.json", "conversation.html"],
  ]);
  expect(files.get("audio/1-user.wav")?.length).toBe(44 + 4_800);
  expect(files.get("conversation.html")?.toString()).toBe("你好\n<b>Hello</b>");
  const stored = JSON.parse(files.get("conversation.json")?.toString() ?? "");
  expect(
    stored.turns.map((turn: { user_text: string; user_audio: string }) => [turn.user_text, turn.user_audio]),
  ).toEqual([
    ["你好", "audio/1-user.wav"],
    ["<b>Hello</b>", "audio/2-user.wav"],
  ]);
});

test("a list has a folder for each conversation and leads to them, over several pages", async () => {
  const { ada, bob, conversation } = await talk();
  const ids: string[] = [];
  for (let index = 0; index < 23; index++) ids.push(await conversation(`Turn ${index}`));
  const files = await filesInZip(await buffer(await exportConversations(ada, { filter: {} }, pages)));
  expect(files.get("index.html")?.toString().split("\n").sort()).toEqual([...ids].sort());
  expect([...files.keys()].filter((name) => name.endsWith(".html"))).toHaveLength(24);
  const others = await filesInZip(await buffer(await exportConversations(bob, { filter: {} }, pages)));
  expect([...others.keys()]).toEqual(["index.html"]);
});

test("another person's conversation is as one that does not exist", async () => {
  const { bob, conversation } = await talk();
  const sessionId = await conversation("Hello");
  await expect(exportConversations(bob, { sessionId }, pages)).rejects.toMatchObject({ code: "not_found" });
});

test("a recording whose file is gone is left out", async () => {
  const { ada, conversation, dataDir } = await talk();
  const sessionId = await conversation("Hello");
  await rm(join(dataDir, "audio/raw", `${sessionId}_1.wav`));
  const files = await filesInZip(await buffer(await exportConversations(ada, { sessionId }, pages)));
  expect([...files.keys()]).toEqual(["audio/1-reply.wav", "conversation.json", "conversation.html"]);
  expect(JSON.parse(files.get("conversation.json")?.toString() ?? "").turns[0].user_audio).toBe(null);
});

test("two exports at a time; one that is left gives its place back", async () => {
  const { ada, conversation } = await talk();
  const sessionId = await conversation("Hello");
  const left = await exportConversations(ada, { sessionId }, pages);
  const read = await exportConversations(ada, { sessionId }, pages);
  await expect(exportConversations(ada, { sessionId }, pages)).rejects.toMatchObject({ code: "rate_limited" });
  left.once("error", () => undefined);
  left.destroy();
  await buffer(read);
  await expect.poll(() => exportConversations(ada, { sessionId }, pages).then(buffer, () => null)).not.toBe(null);
});
