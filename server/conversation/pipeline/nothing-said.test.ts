import { expect, test } from "vitest";
import { isNothingSaid } from "./nothing-said";

test.each([
  "",
  "   ",
  ".",
  "…",
  "。",
  "[BLANK_AUDIO]",
  "(music)",
  "（音樂）",
  "[typing] (sighs)",
  "*coughs*",
  "♪ la la ♪",
  "♪",
  "Thanks for watching!",
  "Thank you for watching.",
  "Thank you for watching, and I'll see you in the next video.",
  "Please like and subscribe!",
  "字幕由 Amara.org 社群提供",
  "字幕製作：貝爾",
  "字幕志愿者 李宗盛",
  "謝謝觀看",
  "感谢大家收看",
  "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
])("%j is not speech", (text) => {
  expect(isNothingSaid(text)).toBe(true);
});

test.each([
  "Yes.",
  "Thank you.",
  "Thanks for minding my dog.",
  "42",
  "好",
  "謝謝",
  "Play (some) music.",
  "字幕要怎麼開？",
  "字幕組是什麼",
  "字幕製作的流程要多久？",
  "Thanks for watching my kids yesterday.",
  "Subscribe me to the newsletter.",
  "我想訂閱雜誌",
])("%j is speech", (text) => {
  expect(isNothingSaid(text)).toBe(false);
});
