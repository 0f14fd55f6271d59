import { expect, test } from "vitest";
import { isNothingSaid, isSubtitleEnding } from "./nothing-said";

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
  "[Music]",
  "(applause)",
  "...",
])("%j has no words", (text) => {
  expect(isNothingSaid(text)).toBe(true);
  expect(isSubtitleEnding(text)).toBe(false);
});

test.each([
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
  "请不吝点赞 订阅 转发 打赏",
  "明鏡與點點欄目",
  "字幕由Amara.org社区提供",
  "由 Amara.org 社群提供的字幕",
  "字幕製作人",
  "字幕製作人:Zither Harp",
  "中文字幕志愿者 杨茜茜",
  "字幕by索兰娅",
  "人人字幕組",
  "谢谢观看",
  "多謝收看",
  "感謝您的觀看,我們下次再見!",
  "謝謝大家收聽，再會。",
  "Subtitles by the Amara.org community",
  "Subtitles by Stephanie Geiges.",
  "Sous-titres réalisés par la communauté d'Amara.org",
  "Amara.org",
  "- Thanks for watching!",
  "(applause) Thanks for watching!",
])("%j is doubtful: noise is written so, and people say it", (text) => {
  expect(isNothingSaid(text)).toBe(false);
  expect(isSubtitleEnding(text)).toBe(true);
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
  "謝謝你",
  "字幕要怎麼加？請告訴我一個簡單的方法,不要太複雜,我剛開始學影片剪輯",
  "Turn on subtitles.",
  // An earlier filter dropped these by mistake.
  "字幕組翻得真好。",
  "字幕組很用心。",
  "字幕製作很花時間。",
  "我喜歡人人字幕組。",
  "謝謝收看的英文怎麼說？",
  "感謝觀看翻成日文。",
  "明鏡與點點是什麼節目？",
  "不吝點讚是什麼意思？",
  "What is Amara.org?",
  "I found it on amara.org yesterday.",
  "My sister translates subtitles for the Amara.org community.",
  "Subtitles by default, please.",
  "Subtitles by whom?",
  "♪ la la ♪ What song is this?",
])("%j is speech", (text) => {
  expect(isNothingSaid(text)).toBe(false);
  expect(isSubtitleEnding(text)).toBe(false);
});
