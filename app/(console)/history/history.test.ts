import { describe, expect, it } from "vitest";
import type { TurnView } from "@/lib/conversations";
import { searchTerms } from "@/lib/search-query";
import { correctionSteps } from "./correction-steps";
import { heardParts } from "./heard-parts";
import { markedParts, snippetOf } from "./search";
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
    persona: null,
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
    const marks = (query: string) => markedParts(text, searchTerms(query)).some(({ marked }) => marked);
    expect(marks("nothing FIFTY")).toBe(true);
    expect(marks("(50,000).")).toBe(true);
    expect(marks(".*")).toBe(false);
    expect(marks("  ")).toBe(false);
    const signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    for (const sign of signs)
      expect(markedParts(`a${sign}b`, [`a${sign}b`])).toEqual([{ text: `a${sign}b`, marked: true }]);
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

describe("heardParts", () => {
  const text = "請問銀行在哪裡";
  const replacement = { from: 3, to: 4, original: "航", becomes: "行" };

  it("marks searched words also across what the lexicon changed, and loses nothing", () => {
    const parts = heardParts(text, [replacement], ["銀行"]);
    expect(parts.map(({ from, original }) => [from, original])).toEqual([
      [0, null],
      [3, "航"],
      [4, null],
    ]);
    const words = parts.flatMap((part) => part.parts);
    expect(words.filter(({ marked }) => marked).map((part) => part.text)).toEqual(["銀", "行"]);
    expect(words.map((part) => part.text).join("")).toBe(text);
  });

  it("shows words side by side, and a change at either end", () => {
    const all = { from: 0, to: 7, original: "x", becomes: text };
    expect(heardParts(text, [all], []).map(({ original }) => original)).toEqual(["x"]);
    expect(heardParts("", [], ["銀行"])).toEqual([]);
  });
});

describe("correctionSteps", () => {
  const replacement = { from: 0, to: 2, original: "銀航", becomes: "銀行" };
  const said = (id: number, previous_text: string, text: string) => {
    return { id, previous_text, text, by: `p${id}`, at: id, own: false };
  };
  const stepsOf = (fields: Partial<TurnView>, ...corrections: ReturnType<typeof said>[]) =>
    correctionSteps(turn(fields), corrections).map(({ earlier, correction }) => [
      earlier && [earlier.from, earlier.text, earlier.replacements.length],
      correction?.by ?? null,
    ]);

  it("goes from the recogniser by the lexicon to each person", () => {
    const fields = { user_text: "銀行的門", recognised_text: "銀航得", heard_replacements: [replacement] };
    const first = said(1, "銀行得", "銀行得");
    expect(stepsOf(fields, first, said(2, "銀行得", "銀行的"), said(3, "銀行的", "銀行的門"))).toEqual([
      [["recogniser", "銀航得", 0], null],
      [null, "p1"],
      [["lexicon", "銀行得", 1], "p2"],
      [["person", "銀行的", 0], "p3"],
    ]);
  });

  it("has nothing where nobody changed anything", () => {
    expect(stepsOf({ user_text: "a" })).toEqual([]);
    expect(stepsOf({ user_text: "a", recognised_text: "a" })).toEqual([]);
    expect(stepsOf({ user_text: "b", recognised_text: "a" }, said(1, "a", "b"))).toEqual([
      [["recogniser", "a", 0], "p1"],
    ]);
  });
});
