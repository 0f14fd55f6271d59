import { expect, test } from "vitest";
import { storedTurn } from "../chat/testing/stored-turn";
import { conversationHtml, listHtml, type PageWords } from "./conversation-html";

const words: PageWords = {
  person: "You",
  assistant: "AVATAR",
  notUnderstood: "not understood",
  noReply: "no reply",
  heardToHere: "heard to here",
  cut: "cut",
  unfinished: "unfinished",
  cutOff: () => "cut off",
  replaced: (turn) => `replaced in ${turn}`,
  error: (code) => code,
  time: () => "09:05",
  title: "Ada's <day>",
  clock: "Times: Asia/Taipei",
  missingUser: "what was said is gone",
  missingReply: "the reply is gone",
  recognised: (text) => `first: ${text}`,
  note: (by) => `${by}:`,
};
const noSounds = () => ({ user: null, reply: null });

test("words are escaped and otherwise stay as they are, each in its language", () => {
  const turn = storedTurn(1, { user_text: '<script>alert("1")</script>\n & 你好', language: "zh-TW" });
  const html = conversationHtml({ turns: [turn] }, noSounds, words, "en");
  expect(html).toContain('<p lang="zh-TW">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\n &amp; 你好</p>');
  expect(html).toContain("<title>Ada&#39;s &lt;day&gt;</title>");
  expect(html).not.toContain("<script");
});

test("it says what is gone, what was first recognised, what replaced it, and what people noted", () => {
  const turns = [
    storedTurn(1, { user_text: "right", recognised_text: "wrong", user_audio_missing: true }),
    storedTurn(2, { supersedes_turn_id: "t1", interrupted: true, ended_by: "user_stop", heard_chars: 2 }),
  ];
  const note = { id: 1, text: "too <slow>", by: "qq", at: 0, own: false };
  const feedback = { t2: { thumbs: [], tags: [], notes: [note], corrections: [] } };
  const html = conversationHtml({ turns, feedback }, noSounds, words, "en");
  for (const part of [
    "Times: Asia/Taipei",
    "[what was said is gone]",
    "first: wrong",
    "[replaced in 2]",
    "heard to here",
    "qq: too &lt;slow&gt;",
  ]) {
    expect(html).toContain(part);
  }
});

test("a recording whose file was not there for the export is said to be missing, one that never was is not", () => {
  const urls = { user_audio_url: "/api/turns/t1/audio/user", ai_audio_url: "/api/turns/t1/audio/reply" };
  const html = conversationHtml({ turns: [storedTurn(1, urls)] }, noSounds, words, "en");
  expect(html).toContain("<aside>[what was said is gone]</aside>");
  expect(html).toContain("<aside>[the reply is gone]</aside>");
  const typed = { user_audio_url: null, ai_audio_url: null };
  expect(conversationHtml({ turns: [storedTurn(1, typed)] }, noSounds, words, "en")).not.toContain("gone");
});

test("sounds are beside it, and the list leads to conversations", () => {
  const html = conversationHtml(
    { turns: [storedTurn(1)] },
    () => ({ user: "audio/1-user.wav", reply: null }),
    words,
    "en",
  );
  expect(html.match(/src="[^"]*"/g)).toEqual(['src="audio/1-user.wav"']);
  expect(listHtml("2", "zh-TW", [{ href: "a/b.html", name: "A & B" }])).toContain('<a href="a/b.html">A &amp; B</a>');
});
