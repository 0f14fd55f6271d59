import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { expect, it, test } from "vitest";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { decodeWav } from "../../../lib/audio/wav";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();

/** What a turn with such a reply leaves: on the page, in the record, for the voice, and in the model's next prompt. */
async function turnWith(answer: string) {
  await servers.standIns.llm.configure({ answers: [answer], answer: "Yes.", ignoresMaxTokens: true });
  const server = await servers.open();
  const { client } = await server.startSession({ language: "en" });
  client.send({ type: "text_input", text: "Tell me" });
  const completed = await client.waitFor("turn_completed");
  const shown = client
    .of("llm_token")
    .map(({ token }) => token)
    .join("");
  const spoken = (await servers.standIns.tts.calls()).map(({ fields }) => String(fields.input));
  const [row] = server.db
    .select()
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .all();
  const audioPath = row?.conversations.aiAudioPath ?? null;
  const sound = audioPath === null ? null : decodeWav(await readFile(join(server.dataDir, audioPath)));
  // The conversation goes on, whatever the reply was.
  client.send({ type: "text_input", text: "And now?" });
  expect(await client.waitFor("turn_completed", () => true, 2)).toMatchObject({ ended_by: "finished" });
  const asked = (await servers.standIns.llm.calls()).at(-1)?.fields.messages as { role: string; content: string }[];
  const remembered = asked.filter(({ role }) => role === "assistant").map(({ content }) => content);
  const errors = client.of("error").map(({ code }) => code);
  return { completed, shown, spoken, stored: row?.conversations.aiText, sound, remembered, errors };
}

/** What the reply can have been before it was marked: the second space is the mark's where words stand right beside it. */
const withoutMark = (marked: string) =>
  [" [they stopped listening here]", " [they stopped listening here] "].map((mark) => marked.replace(mark, ""));

it.each<[string, string, string, string[]]>([
  [
    "lone halves of characters",
    "One \ud800 two.\udc00 Three.",
    "One \uFFFD two.\uFFFD Three.",
    ["One", "two", "Three"],
  ],
  [
    "NUL and other controls",
    "One\u0000 two.\u001b[31m Three.",
    "One\uFFFD two.\uFFFD[31m Three.",
    ["One", "two", "Three"],
  ],
  [
    "marks that turn the direction",
    "One \u202Eowt\u202C two. Three.",
    "One \u202Eowt\u202C two. Three.",
    ["One", "Three"],
  ],
  ["letters under heaps of marks", `Z${"\u0301".repeat(200)}algo. Two.`, `Z${"\u0301".repeat(200)}algo. Two.`, ["Two"]],
  [
    "HTML and a script",
    "One <b>two</b>. <script>alert(1)</script> Three.",
    "One <b>two</b>. <script>alert(1)</script> Three.",
    ["One", "Three"],
  ],
  [
    "a thought that ends twice",
    "<think>One. Two.</think> Three.</think> Four.",
    "<think>One. Two.</think> Three.</think> Four.",
    ["Four"],
  ],
  [
    "a tool's call between words",
    'One. {"name": "open", "arguments": {"door": 1}} Two.',
    'One. {"name": "open", "arguments": {"door": 1}} Two.',
    ["One", "Two"],
  ],
  [
    "code between words",
    "Like this:\n\n```js\nfetch('/x');\n```\n\nThat is all.",
    "Like this:\n\n```js\nfetch('/x');\n```\n\nThat is all.",
    ["Like this", "That is all"],
  ],
])(
  "%s: page, record and the next prompt have the same, and the voice says the words",
  async (_, written, text, words) => {
    const { shown, stored, spoken, remembered, errors, sound } = await turnWith(written);
    expect(shown).toBe(text);
    expect(stored).toBe(text);
    expect(withoutMark(remembered[0] ?? "")).toContain(text);
    expect(errors).toEqual([]);
    const said = spoken.join(" ");
    for (const word of words) expect(said).toContain(word);
    expect(said).not.toMatch(/<|>|\p{Cc}|arguments|fetch|think|alert\(/u);
    expect(said.isWellFormed()).toBe(true);
    expect(sound?.pcm.length).toBeGreaterThan(0);
  },
);

it.each<[string, string, boolean]>([
  ["all code", "```js\nfetch('/x');\n```", true],
  ["all table", "| a | b |\n|---|---|\n| 1 | 2 |", true],
  ["all emoji", "🙂🙂🙂", false],
  ["a thought that never ends", "<think>One. Two. Three.", false],
  ["a tool's call alone", '{"name": "open", "arguments": {"door": 1}}', false],
])("a reply that is %s is shown and stored as it is; nothing of it is read aloud", async (_, written, isAnnounced) => {
  const { shown, stored, spoken, completed, errors } = await turnWith(written);
  expect(shown).toBe(written);
  expect(stored).toBe(written);
  expect(completed.ended_by).toBe(isAnnounced ? "finished" : "error");
  expect(errors).toEqual(isAnnounced ? [] : ["llm_failed"]);
  expect(spoken.join(" ")).not.toMatch(/fetch|\||think|arguments|One|Two/);
  expect(spoken.length > 0).toBe(isAnnounced);
});

it.each(["", " ", "\n\n"])(
  "the empty reply %j is an error that says so, and a row without a reply",
  async (written) => {
    const { shown, stored, completed, errors, sound } = await turnWith(written);
    expect(shown).toBe("");
    expect(stored).toBe("");
    expect(sound).toBeNull();
    expect(completed.ended_by).toBe("error");
    expect(errors).toEqual(["llm_failed"]);
  },
);

it.each([
  ["of words", "word ".repeat(20_000)],
  ["of Chinese without a mark", "好".repeat(100_000)],
])("a line of 100 kB %s that ignores its limit is cut there, and says so", async (_, line) => {
  await servers.standIns.tts.configure({ audioMsPerCharacter: 1 });
  const { shown, stored, spoken, completed, errors } = await turnWith(line);
  expect(line.startsWith(shown)).toBe(true);
  expect(shown.length).toBeGreaterThan(1_000);
  expect(stored).toBe(shown.trimEnd());
  expect(completed).toMatchObject({ ended_by: "limit", finish_reason: "length" });
  expect(errors).toEqual([]);
  expect(Math.max(...spoken.map(({ length }) => length))).toBeLessThan(1_000);
});

test("100 kB without any place for a cut, in one token, are shown and stored whole, and said in pieces", async () => {
  await servers.standIns.tts.configure({ audioMsPerCharacter: 1 });
  const line = "a".repeat(100_000);
  const { shown, stored, spoken, completed, errors } = await turnWith(line);
  expect(shown).toBe(line);
  expect(stored).toBe(line);
  expect(completed).toMatchObject({ ended_by: "finished" });
  expect(errors).toEqual([]);
  expect(spoken.join("")).toBe(line);
  expect(Math.max(...spoken.map(({ length }) => length))).toBeLessThan(1_000);
});

test("after a thought that only ended, the next one is not said either; a model that stops thinking is spoken again", async () => {
  await servers.standIns.llm.configure({
    answers: ["Hm, one. </think> Two.", "Hm, three. </think> Four.", "Five. Six.", "Seven. Eight."],
  });
  const server = await servers.open();
  const { client } = await server.startSession({ language: "en" });
  const said: string[] = [];
  for (let turn = 1; turn <= 4; turn++) {
    await servers.standIns.tts.forgetCalls();
    client.send({ type: "text_input", text: `Question ${turn}` });
    expect(await client.waitFor("turn_completed", () => true, turn)).toMatchObject({ ended_by: "finished" });
    said.push((await servers.standIns.tts.calls()).map(({ fields }) => String(fields.input)).join(" "));
  }
  // Of the first one nobody could know that it was a thought.
  expect(said[0]).toMatch(/Two\.$/);
  expect(said.slice(1)).toEqual(["Four.", "Five. Six.", "Seven. Eight."]);
});
