import { expect, test } from "vitest";
import type { Language } from "../../../lib/languages";
import { speakableText } from "./speakable-text";

const table: [text: string, language: Language, spoken: string][] = [
  ["Hello there.", "en", "Hello there."],
  ["**Yes**, it is `fine`.", "en", "Yes, it is fine."],
  ["# Heading", "en", "Heading"],
  ["- red apples", "en", "red apples"],
  ["2. Boil it.", "en", "Boil it."],
  ["> quoted", "en", "quoted"],
  ["~~old~~ new", "en", "old new"],
  ["_really_ snake_case", "en", "really snake_case"],
  ["See [the page](https://example.com/x) now.", "en", "See the page now."],
  ["![a cat](cat.png)", "en", "a cat"],
  ["Visit https://www.example.com/a/b?c=d.", "en", "Visit example dot com."],
  ["請看 https://example.com.tw/路徑，謝謝。", "zh-TW", "請看 example 點 com 點 tw，謝謝。"],
  ["Open example.com, then my-site.org/help.", "en", "Open example dot com, then my dash site dot org/help."],
  ["It is on example.com.", "en", "It is on example dot com."],
  ["Write to jo.smith@mail.example.de now.", "en", "Write to jo dot smith at mail dot example dot de now."],
  ["請寄到 service@my-shop.com.tw。", "zh-TW", "請寄到 service 小老鼠 my 槓 shop 點 com 點 tw。"],
  ["網址是example.com喔", "zh-TW", "網址是example 點 com喔"],
  ["Visit https://my-site.example.com/a-b now", "en", "Visit my dash site dot example dot com now"],
  ["Read notes.txt with Node.js 20.2, e.g. today.", "en", "Read notes.txt with Node.js 20.2, e.g. today."],
  ["**bold** `code`", "en", "bold code"],
  ["a well-known state-of-the-art thing", "en", "a well-known state-of-the-art thing"],
  ["Ask @kim about it", "en", "Ask at kim about it"],
  ["cats & dogs, e.g. mine", "en", "cats and dogs, e.g. mine"],
  ["one \\* two", "en", "one two"],
  ["Great 🎉 news 👩‍👩‍👧 today 👍🏽!", "en", "Great news today!"],
  ["🇹🇼 台灣", "zh-TW", "台灣"],
  ["Salt & pepper", "en", "Salt and pepper"],
  ["AT&T", "en", "AT and T"],
  ["貓&狗", "zh-TW", "貓和狗"],
  ["a<br>b <b>c</b>", "en", "a b c"],
  ["1 < 2 and 3 > 2", "en", "1 < 2 and 3 > 2"],
  ["line\nbreak\u0000 and\u200b zero", "en", "line break and zero"],
  ["| a | b |", "en", "a b"],
  ["! No way.", "en", "No way."],
  ["」然後走了。", "zh-TW", "然後走了。"],
  ["It costs $5, or 10%.", "en", "It costs $5, or 10%."],
  ["3.14 is pi", "en", "3.14 is pi"],
  ["🙂", "en", ""],
  ["***", "en", ""],
  ["---", "en", ""],
  ["…", "zh-TW", ""],
  ["", "en", ""],
];

test.each(table)("%j (%s) is said %j", (text, language, spoken) => {
  expect(speakableText(text, language)).toBe(spoken);
});

test("the time for repeated marks of any kind grows linearly with the text's length", () => {
  for (const unit of [
    "[",
    "[a](",
    "<a",
    "_",
    " ",
    "\n",
    "\n- ",
    "- ",
    "&",
    " &",
    "#",
    "a.",
    "a-",
    "a@",
    "a.com@",
    "www.",
    "!",
    "|",
  ]) {
    const cpuMs = (characters: number) => {
      const text = unit.repeat(characters / unit.length);
      const before = process.cpuUsage();
      speakableText(text, "en");
      return process.cpuUsage(before).user / 1_000;
    };
    cpuMs(10_000);
    // Quadratic growth would take a hundred times as long, many seconds.
    expect(cpuMs(100_000), unit).toBeLessThan(1_000 + 40 * cpuMs(10_000));
  }
});
