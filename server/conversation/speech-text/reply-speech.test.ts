import { describe, expect, test } from "vitest";
import type { Language } from "../../../lib/languages";
import { createReplySpeech, type ReplySegment } from "./reply-speech";
import { maxSegmentWidth } from "./segment-boundary";
import { englishTable } from "./spoken-forms/testing/english-table";
import { mandarinTable } from "./spoken-forms/testing/mandarin-table";
import { unbreakable } from "./spoken-forms/written-items";

/** All segments of a text that arrives in the given pieces; those that were withdrawn are left out. */
function spoken(pieces: Iterable<string>, language: Language = "en"): ReplySegment[] {
  const speech = createReplySpeech({ language });
  const segments: ReplySegment[] = [];
  for (const piece of pieces) segments.push(...speech.push(piece));
  return [...segments, ...speech.flush()].filter(({ withdrawn }) => !withdrawn);
}

/** … as they are written. */
function split(pieces: Iterable<string>): string[] {
  return spoken(pieces).map(({ written }) => written);
}

/** Text, and its segments separated by `|`. */
const table: [name: string, text: string, segments: string][] = [
  ["one sentence", "Hello there.", "Hello there."],
  ["two sentences", "It is sunny. Take a hat.", "It is sunny.|Take a hat."],
  ["no mark at the end", "It is sunny. Take a hat", "It is sunny.|Take a hat"],
  ["question and exclamation", "Really? Yes indeed! Good for you.", "Really?|Yes indeed!|Good for you."],
  [
    "first segment at a comma",
    "Of course, I can help you with that today.",
    "Of course,|I can help you with that today.",
  ],
  ["not after one word", "Sure, I can help.", "Sure, I can help."],
  [
    "first segment before a conjunction",
    "The museum opens at nine and closes at five.",
    "The museum opens at nine|and closes at five.",
  ],
  ["not too early before a conjunction", "Cats and dogs sleep.", "Cats and dogs sleep."],
  [
    "first segment before a preposition",
    "You should really try the small bakery near my house on Main Street.",
    "You should really try the small bakery near my house|on Main Street.",
  ],
  [
    "first segment after ten words",
    "Big old red brick farm houses usually need many repairs every single year.",
    "Big old red brick farm houses usually need many repairs|every single year.",
  ],
  [
    "commas stay in later segments",
    "It depends. If it rains, take a coat, a hat and boots.",
    "It depends.|If it rains, take a coat, a hat and boots.",
  ],
  ["decimals", "Pi is 3.14159 or so. The rest is 2.5 long.", "Pi is 3.14159 or so.|The rest is 2.5 long."],
  ["thousands", "It cost 1,250,000 dollars. That was a lot.", "It cost 1,250,000 dollars.|That was a lot."],
  ["times", "Come at 10:30 sharp. We leave at 11:00.", "Come at 10:30 sharp.|We leave at 11:00."],
  ["title", "Ask Dr. Chen now. She and Mr. Wu know.", "Ask Dr. Chen now.|She and Mr. Wu know."],
  [
    "e.g. and i.e.",
    "Eat fruit, e.g. apples. That is it, i.e. enough.",
    "Eat fruit,|e.g. apples.|That is it, i.e. enough.",
  ],
  ["initials", "The U.S. Army moved. J. R. Smith won.", "The U.S. Army moved.|J. R. Smith won."],
  [
    "hours",
    "We meet at 5 p.m. tomorrow. It ends at 6 p.m. Bring tea.",
    "We meet at 5 p.m. tomorrow.|It ends at 6 p.m.|Bring tea.",
  ],
  [
    "etc.",
    "Pens, ink, etc. are here. Paper, glue, etc. Take some.",
    "Pens, ink,|etc. are here.|Paper, glue, etc.|Take some.",
  ],
  ["no as a word, and as a number", "No. That is wrong. See No. 5 below.", "No.|That is wrong.|See No. 5 below."],
  ["I ends a sentence", "So do I. Then we go.", "So do I.|Then we go."],
  [
    "URL",
    "Visit https://example.com/a.b?c=d&e=f now. It has more.",
    "Visit https://example.com/a.b?c=d&e=f now.|It has more.",
  ],
  [
    "domain and file",
    "Open example.com first. Then read notes.txt twice.",
    "Open example.com first.|Then read notes.txt twice.",
  ],
  ["version", "Node 20.20.2 runs. Good to know.", "Node 20.20.2 runs.|Good to know."],
  ["quotation", 'He said "Stop." Then he left.', 'He said "Stop."|Then he left.'],
  ["quotation goes on", '"Who is it?" she asked. Nobody spoke up.', '"Who is it?"|she asked.|Nobody spoke up.'],
  [
    "quotation ends in a full stop, sentence goes on",
    'It says "Go." and more. Then it ends.',
    'It says "Go." and more.|Then it ends.',
  ],
  ["brackets", "It works (I think so.) Try it out.", "It works (I think so.)|Try it out."],
  ["ellipsis goes on", "Well... maybe so. We will see.", "Well... maybe so.|We will see."],
  ["ellipsis ends", "Let me think… Yes, that works.", "Let me think…|Yes, that works."],
  ["short later sentences join", "Here you go. Yes. No. Maybe so.", "Here you go.|Yes. No.|Maybe so."],
  ["line breaks", "Three things:\n- red apples\n- green pears", "Three things:|- red apples|- green pears"],
  ["numbered list", "1. Wash the rice.\n2. Boil it well.", "1. Wash the rice.|2. Boil it well."],
  ["colon", "The answer is this: forty two.", "The answer is this:|forty two."],
  ["dash", "One thing — be careful out there.", "One thing —|be careful out there."],
  ["Chinese sentences", "今天天氣很好。我們去公園吧！你覺得呢？", "今天天氣很好。|我們去公園吧！|你覺得呢？"],
  ["Chinese first comma", "當然可以，我很樂意幫你查一下資料。", "當然可以，|我很樂意幫你查一下資料。"],
  ["Chinese comma too early", "好的，我來幫你。", "好的，我來幫你。"],
  ["Chinese comma stays later", "沒問題的。如果下雨，就帶傘。", "沒問題的。|如果下雨，就帶傘。"],
  [
    "Chinese before a connective",
    "這家餐廳的牛肉麵非常好吃而且價錢也很公道。",
    "這家餐廳的牛肉麵非常好吃|而且價錢也很公道。",
  ],
  [
    "Chinese after a particle",
    "台北一零一曾經是全世界最高建築物的代表性地標。",
    "台北一零一曾經是全世界最高建築物的|代表性地標。",
  ],
  ["Chinese quotation", "他說：「我不去。」然後走了。", "他說：「我不去。」|然後走了。"],
  [
    "Chinese quotation after the first",
    "他想了很久。他說：「真的嗎？我不信。」然後走了。",
    "他想了很久。|他說：「真的嗎？|我不信。」然後走了。",
  ],
  ["Chinese list marks", "蘋果、香蕉、橘子都有。", "蘋果、香蕉、|橘子都有。"],
  ["Chinese semicolon", "第一天很冷；第二天很熱。", "第一天很冷；|第二天很熱。"],
  ["Chinese ellipsis", "讓我想想……應該是星期三。", "讓我想想……|應該是星期三。"],
  ["Chinese with half-width marks", "你好!今天天氣真不錯.我們走吧.", "你好!|今天天氣真不錯.|我們走吧."],
  ["Chinese with numbers", "圓周率大約是3.14。人口有2,300,000人。", "圓周率大約是3.14。|人口有2,300,000人。"],
  ["one hanzi joins", "好。我知道了。", "好。我知道了。"],
  [
    "mixed languages",
    "我喜歡用 Python 寫程式。It is fun. 真的很好玩。",
    "我喜歡用 Python 寫程式。|It is fun.|真的很好玩。",
  ],
  ["short sentence before a list", "Here it is. Yes.\n1. Wash the rice.", "Here it is.|Yes.\n1. Wash the rice."],
  ["dates", "We open on Jan. 5 each year. Do come.", "We open on Jan. 5 each year.|Do come."],
  ["title in Chinese", "請找Dr. Chen來。他是醫生。", "請找Dr. Chen來。|他是醫生。"],
  ["bold", "**Yes**, you can do it. *Really* you can.", "**Yes**, you can do it.|*Really* you can."],
  ["emoji alone is never a segment", "Great news! 🎉 We won it.", "Great news!|🎉 We won it."],
  ["emoji at the end", "Great news! 🎉", "Great news!"],
  ["leading marks", "... hello there. Good day.", "... hello there.|Good day."],
  ["a date with its year", "On March 3, 2026, we open at nine.", "On March 3, 2026,|we open at nine."],
  ["a date without a year", "By March 3, please send it back to us.", "By March 3,|please send it back to us."],
  [
    "a telephone number with spaces",
    "Call us any time you like at our own number +886 2 2345 6789 from home or abroad.",
    "Call us any time you like|at our own number +886 2 2345 6789 from home or abroad.",
  ],
  [
    "a number and its unit",
    "Our new big red brick farm house stands some five or 15 km away now.",
    "Our new big red brick farm house stands some five|or 15 km away now.",
  ],
  ["a full-width time", "現在時間是１２：３０，請準時出席。", "現在時間是１２：３０，|請準時出席。"],
  [
    "a Chinese date with spaces",
    "我們的開幕典禮訂在 2026 年 11 月 22 日，歡迎蒞臨。",
    "我們的開幕典禮訂在 2026 年 11 月 22 日，|歡迎蒞臨。",
  ],
  ["a range", "營業時間是每天9:00-18:00，全年無休。", "營業時間是每天9:00-18:00，|全年無休。"],
  ["an amount", "總共是 NT$ 1,250，謝謝您。", "總共是 NT$ 1,250，|謝謝您。"],
  ["an address and port", "請開 10.0.0.1:8080，然後登入。", "請開 10.0.0.1:8080，|然後登入。"],
  ["apostrophes", "I don't know. It isn't here.", "I don't know.|It isn't here."],
  ["Spanish marks", "¿Qué tal? Muy bien, gracias.", "¿Qué tal?|Muy bien, gracias."],
];

describe.each([
  ["all at once", (text: string) => [text]],
  ["one character at a time", (text: string) => [...text]],
  ["one word at a time", (text: string) => text.split(/(?=\s)/)],
] as const)("segments, %s", (_, pieces) => {
  test.each(table)("%s", (_name, text, segments) => {
    expect(split(pieces(text)).map((segment) => segment.trim())).toEqual(segments.split("|"));
  });
});

test.each([
  ["zh-TW", mandarinTable, "我們幫您查過了，結果是", "，請您再確認一次。"],
  ["en", englishTable, "We have looked it up for you, and the answer is ", ", so please check it again."],
] as const)("no number, date or address is cut while it is written, %s", (_, table, before, after) => {
  for (const [written] of Object.values(table).flat()) {
    const text = `${before}${written}${after}`;
    const spans = unbreakable(text);
    let at = 0;
    for (const segment of split([...text])) {
      at += segment.length;
      const cut = spans.find(({ from, to }) => from < at && at < to);
      expect(cut && text.slice(cut.from, cut.to), `${text.slice(0, at)}|${text.slice(at)}`).toBeUndefined();
    }
  }
});

test("several marks end one sentence; a mark that arrives late begins the next segment, which contains a word", () => {
  expect(split(["What?! No way at all!!! Ha ha."])).toEqual(["What?!", " No way at all!!!", " Ha ha."]);
  expect(split(["What?", "!", " No way at all.", ".."])).toEqual(["What?", "! No way at all..."]);
  expect(split(["真的嗎？", "！", "太好了。"])).toEqual(["真的嗎？", "！太好了。"]);
});

test("text without a letter or digit gives no segment", () => {
  for (const text of ["", " ", "\n\n", "...", "。。。", "🙂", "!?", "—", "()「」"]) expect(split([text])).toEqual([]);
});

test("segments joined are the text, and each can be said", () => {
  for (const [, text] of table) {
    const segments = split([...text]);
    expect(text.startsWith(segments.join(""))).toBe(true);
    expect(text.slice(segments.join("").length)).not.toMatch(/[\p{L}\p{N}]/u);
    for (const segment of segments) expect(segment).toMatch(/[\p{L}\p{N}]/u);
  }
});

test("no segment is longer than a synthesiser takes, whatever the text", () => {
  const width = (segment: string) => [...segment].reduce((sum, c) => sum + (/\p{Script=Han}/u.test(c) ? 3 : 1), 0);
  const words = `${"word ".repeat(300)}.`;
  const hanzi = "字".repeat(300);
  const unbroken = "x".repeat(1_000);
  const commas = `Yes it is. ${"a longer part of it, ".repeat(40)}`;
  for (const text of [words, hanzi, unbroken, commas, "𠀀".repeat(300), "🙂".repeat(500)]) {
    const segments = split([...text]);
    for (const segment of segments) {
      expect(width(segment)).toBeLessThanOrEqual(maxSegmentWidth + 3);
      expect(segment).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
    }
    expect(text.startsWith(segments.join(""))).toBe(true);
  }
  expect(
    split([commas])
      .slice(1, -1)
      .every((segment) => segment.endsWith(",")),
  ).toBe(true);
});

test("the first segment is passed on as soon as it is complete, before the sentence is", () => {
  const written = (segments: ReplySegment[]) => segments.map((each) => each.written);
  const english = createReplySpeech({ language: "en" });
  expect(written(english.push("Of course,"))).toEqual([]);
  expect(written(english.push(" I"))).toEqual(["Of course,"]);
  const chinese = createReplySpeech({ language: "zh-TW" });
  expect(written(chinese.push("當然可以，"))).toEqual(["當然可以，"]);
});

test("many marks before a word are part of its segment, not of its width", () => {
  const marks = "!".repeat(1_000);
  expect(split([`${marks} Hello there. Good day.`])).toEqual([`${marks} Hello there.`, " Good day."]);
});

test("an item of a list is said once the next one's number is there", () => {
  const speech = createReplySpeech({ language: "en" });
  speech.push("1. Bring the card.\n2. Ask for Ms. Yu.");
  expect(speech.push("\n").map(({ plain }) => plain)).toEqual([]);
  expect(speech.push("3.").map(({ plain }) => plain)).toEqual(["Ask for Ms. Yu."]);
});

test.each([
  ["all at once", 100_000, (text: string) => [text]],
  ["one character at a time", 1_500, (text: string) => [...text]],
] as const)("the time to cut a text grows as its length, %s", (_, long, pieces) => {
  for (const unit of ["!", "\n", "a!", "」！", "word "]) {
    const cpuMs = (characters: number) => {
      const arriving = pieces(unit.repeat(characters / unit.length));
      const before = process.cpuUsage();
      split(arriving);
      return process.cpuUsage(before).user / 1_000;
    };
    cpuMs(long / 10);
    // Quadratic growth would take a hundred times as long, many seconds.
    expect(cpuMs(long)).toBeLessThan(1_000 + 40 * cpuMs(long / 10));
  }
});

test("whatever the pieces, each word is in one segment and each segment comes before the next sentence ends", () => {
  const reply =
    "It is open. **Bring** these:\n\n1. **Card**: form A-101, by 3:30 p.m. to Ms. Yu.\n2. A copy,\n   or two. `Code.` Then\n" +
    '   wait.\n\n> Quoted. By\n> us.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nThat is all! Is it? "Yes." (Really.) Go on… Now. The end';
  const whole = spoken([reply]).map(({ plain }) => plain);
  for (const size of [1, 2, 3, 5, 8, 21]) {
    const pieces = reply.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    expect(spoken(pieces).map(({ plain }) => plain)).toEqual(whole);
    const speech = createReplySpeech({ language: "en" });
    const late = pieces.reduce((open, piece) => (speech.push(piece).length > 0 ? 0 : open + piece.length), 0);
    expect(late).toBeLessThan(24);
  }
  expect(whole.join(" ")).toContain("Quoted. By\nus. The table is on the screen.");
});

test("a second table is announced as soon as it is one, like the first", () => {
  const table = "| a | b |\n|---|---|\n| 1 | 2 |\n";
  const speech = createReplySpeech({ language: "en" });
  const said = [...`See here.\n\n${table}\n${table}`].flatMap((character) => speech.push(character));
  expect(said.filter(({ plain }) => plain === "The table is on the screen.")).toHaveLength(2);
});
