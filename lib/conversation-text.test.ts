import { describe, expect, it, test } from "vitest";
import { storedTurn } from "./chat/testing/stored-turn";
import { type ConversationWords, conversationText } from "./conversation-text";
import type { TurnView } from "./conversations";

const words: ConversationWords = {
  person: "mei",
  assistant: "AVATAR",
  notUnderstood: "沒聽清楚",
  noReply: "沒有回覆",
  heardToHere: "聽到這裡",
  cut: "在此截短",
  unfinished: "尚未寫完",
  cutOff: (by) =>
    ({
      interrupted: "已中斷",
      user_stop: "您停止了",
      sound_stop: "您停止了朗讀",
      barge_in: "您接著說",
      disconnect: "連線中斷",
      voice_ended: "聲音已停用",
    })[by],
  replaced: (turn) => `已由第 ${turn} 回合取代`,
  error: (code) => `錯誤：${code}`,
  time: (atS) => `09:${String(atS).padStart(2, "0")}`,
};
const turn = (number: number, change: Partial<TurnView>) => storedTurn(number, { created_at: number, ...change });
const textOf = (...turns: TurnView[]) => conversationText("週六 09:01", turns, words);

test("who said what and when, byte for byte", () => {
  expect(
    textOf(
      turn(1, { user_text: "請問匯款上限？", ai_text: "一天五萬。\n\n- **本行**：十萬\n- 跨行：五萬" }),
      turn(2, { user_text: "  謝謝 👩‍👩‍👧\u202e ", ai_text: "不客氣。" }),
    ),
  ).toBe(`# 週六 09:01

**mei** · 09:01
請問匯款上限？

**AVATAR** · 09:01
一天五萬。

- **本行**：十萬
- 跨行：五萬

**mei** · 09:02
  謝謝 👩‍👩‍👧\u202e 

**AVATAR** · 09:02
不客氣。
`);
});

describe("what is not in the words is said beside them", () => {
  const stopped: Partial<TurnView> = {
    ...{ interrupted: true, ended_by: "user_stop", finish_reason: null },
    ...{ ai_text: "One. Two. Three.", ai_audio_ms: 900 },
  };
  it.each<[string, Partial<TurnView>, string]>([
    ["where hearing ended", { ...stopped, heard_chars: 4 }, "One. [聽到這裡] Two. Three.\n[您停止了]"],
    ["in a list", { ...stopped, ai_text: "1. a\n2. b", heard_chars: 5 }, "1. a [聽到這裡]\n2. b\n[您停止了]"],
    ["stopped before any sound", { ...stopped, heard_chars: 0 }, "One. Two. Three.\n[您停止了]"],
    ["only read", { ...stopped, ai_audio_ms: null, heard_chars: 0 }, "One. Two. Three.\n[您停止了]"],
    ["an older row", { ...stopped, ended_by: null, heard_chars: null }, "One. Two. Three.\n[已中斷]"],
    [
      "only the sound was stopped",
      { ...stopped, heard_chars: 16, finish_reason: "stop" },
      "One. Two. Three.\n[您停止了朗讀]",
    ],
    ["cut at the limit", { ai_text: "One.", finish_reason: "length" }, "One.\n[在此截短]"],
    ["no reply", { ai_text: "", error_code: "llm_failed" }, "[沒有回覆]\n[錯誤：llm_failed]"],
  ])("%s", (_, change, reply) => {
    expect(textOf(turn(1, change))).toContain(`**AVATAR** · 09:01\n${reply}\n`);
  });

  it("speech that was not understood, which has no reply", () => {
    const lost = turn(1, { user_text: "", ai_text: "", ended_by: "not_understood" });
    expect(textOf(lost)).toBe("# 週六 09:01\n\n**mei** · 09:01\n[沒聽清楚]\n");
  });

  it("a turn that is not stored yet has no time, and says that its reply is being written", () => {
    const running = { ...turn(1, { user_text: "Berlin" }), created_at: null, isUnfinished: true };
    const written = (ai_text: string) => conversationText("T", [{ ...running, ai_text }], words);
    expect(written("It is")).toBe("# T\n\n**mei**\nBerlin\n\n**AVATAR**\nIt is\n[尚未寫完]\n");
    expect(written("")).toBe("# T\n\n**mei**\nBerlin\n\n**AVATAR**\n[尚未寫完]\n");
  });

  it("words that were corrected", () => {
    const text = textOf(turn(1, { user_text: "Berlin" }), turn(2, { user_text: "Rome", supersedes_turn_id: "t1" }));
    expect(text).toContain("**mei** · 09:01\nBerlin\n[已由第 2 回合取代]\n");
    expect(text).toContain("**mei** · 09:02\nRome\n\n");
  });
});

test("a conversation without turns is its title", () => {
  expect(textOf()).toBe("# 週六 09:01\n");
});
