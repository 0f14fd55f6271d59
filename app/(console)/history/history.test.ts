import { describe, expect, it } from "vitest";
import type { TurnView } from "@/lib/conversations";
import { searchTerms } from "@/lib/search-query";
import { containsAny, markedParts, snippetOf } from "./search";
import { dayOf, groupByDay, soundMs, voiceName } from "./summary";

function turn(fields: Partial<TurnView>): TurnView {
  return {
    turn_id: "t",
    turn_number: 1,
    user_text: "",
    ai_text: "",
    user_audio_url: null,
    ai_audio_url: null,
    user_audio_missing: false,
    ai_audio_missing: false,
    user_audio_ms: null,
    ai_audio_ms: null,
    language: "en",
    mode: "hq",
    voice: "builtin:a",
    models: { stt: null, llm: null, tts: null },
    timings: null,
    interrupted: false,
    ended_by: "finished",
    finish_reason: "stop",
    written_chars: 0,
    shown_chars: 0,
    heard_chars: 0,
    error_code: null,
    supersedes_turn_id: null,
    recognised_text: null,
    heard_replacements: [],
    said_replacements: [],
    lexicon_version: null,
    calls: [],
    created_at: 0,
    ...fields,
  };
}

it("adds up the sound of both sides", () => {
  const turns = [turn({ user_audio_ms: 400 }), turn({ user_audio_ms: 600, ai_audio_ms: 1_000 }), turn({})];
  expect(soundMs(turns)).toBe(2_000);
});

describe("groupByDay", () => {
  it("cuts at the reader's midnight, not at UTC's", () => {
    const evening = Date.UTC(2026, 0, 1, 15, 59) / 1000;
    const morning = Date.UTC(2026, 0, 1, 16, 1) / 1000;
    const list = [{ created_at: morning }, { created_at: evening }];
    expect(groupByDay(list, "Asia/Taipei").map(({ day }) => day)).toEqual(["2026-01-02", "2026-01-01"]);
    expect(groupByDay(list, "UTC").map(({ day }) => day)).toEqual(["2026-01-01"]);
    expect(dayOf(morning * 1000, "Asia/Taipei")).toBe("2026-01-02");
  });
});

describe("voiceName", () => {
  it("is the voice's label, and short for a voice that is no longer there", () => {
    expect(voiceName("builtin:a", { "builtin:a": "Mei" })).toBe("Mei");
    expect(voiceName("builtin:b", {})).toBe("b");
  });
});

describe("search", () => {
  it("takes special characters literally, and ignores case", () => {
    const text = "Fifty thousand (50,000).";
    expect(containsAny(text, searchTerms("nothing FIFTY"))).toBe(true);
    expect(containsAny(text, searchTerms("(50,000)."))).toBe(true);
    expect(containsAny(text, searchTerms(".*"))).toBe(false);
    expect(containsAny(text, searchTerms("  "))).toBe(false);
  });

  it("asks for a word once, and for ten words at most", () => {
    expect(searchTerms(" the  wire the ")).toEqual(["the", "wire"]);
    expect(searchTerms([..."abcdefghijklm"].join(" "))).toEqual([..."abcdefghij"]);
  });

  it("marks every occurrence and loses nothing of the text", () => {
    const parts = markedParts("Voices and a voice", searchTerms("voice voices"));
    expect(parts.filter((part) => part.marked).map((part) => part.text)).toEqual(["Voices", "voice"]);
    expect(parts.map((part) => part.text).join("")).toBe("Voices and a voice");
  });

  it("begins a snippet shortly before the first match", () => {
    expect(snippetOf("a very long beginning and then the word", ["word"])).toBe("…nd then the word");
    expect(snippetOf("word first", ["word"])).toBe("word first");
    expect(snippetOf("a beginning 𠮷123456789, word", ["word"])).toBe("…123456789, word");
  });
});
