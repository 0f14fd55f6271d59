import { describe, expect, it, test } from "vitest";
import { earlierTurns } from "./earlier-turns";
import { storedTurn as stored } from "./testing/stored-turn";

describe("earlierTurns", () => {
  it("have ended, and count as heard", () => {
    expect(earlierTurns([stored(1, { user_audio_ms: 1_200 })], "zh-TW")).toMatchObject([
      { turnId: "t1", source: "spoken", language: "en", status: "completed", heardChars: 9, userTextFinal: true },
    ]);
    expect(earlierTurns([stored(1, { interrupted: true, language: null })], "zh-TW")).toMatchObject([
      { source: "typed", language: "zh-TW", status: "interrupted" },
    ]);
    expect(earlierTurns([stored(1, { error_code: "llm_failed" })], "en")).toMatchObject([{ status: "failed" }]);
  });

  it("shows what a correction replaced, up to the correction itself", () => {
    const turns = earlierTurns([stored(1), stored(2), stored(3), stored(4, { supersedes_turn_id: "t2" })], "en");
    expect(turns.map((turn) => turn.superseded)).toEqual([false, true, true, false]);
  });

  it("that are only the newest ones know that a correction of an older turn replaced what came after it", () => {
    const turns = earlierTurns([stored(3), stored(4, { supersedes_turn_id: "t2" }), stored(5)], "en");
    expect(turns.map((turn) => turn.superseded)).toEqual([true, false, false]);
  });
});

test("an older turn says neither why it ended nor how far it was heard: it counts as heard", () => {
  const older = { ended_by: null, finish_reason: null, written_chars: null, shown_chars: null, heard_chars: null };
  expect(earlierTurns([stored(1, { interrupted: true, ...older })], "en")).toMatchObject([
    { status: "interrupted", endedBy: null, heardChars: 9 },
  ]);
});

test("of a stopped reply all that was shown comes back, with the place where hearing ended", () => {
  const stopped = stored(1, { interrupted: true, ended_by: "user_stop", heard_chars: 3 });
  expect(earlierTurns([stopped], "en")).toMatchObject([
    { status: "interrupted", endedBy: "user_stop", replyText: "Hi there.", heardChars: 3 },
  ]);
});

test.each([null, 0])("a reply that was only written is shown as read (sound: %s ms)", (soundMs) => {
  const silent = stored(1, { ai_audio_ms: soundMs, heard_chars: 0 });
  expect(earlierTurns([silent], "en")).toMatchObject([{ isSpoken: false, heardChars: 9 }]);
});

test("the same words again are no correction", () => {
  const turns = [
    stored(1),
    stored(2, { supersedes_turn_id: "t1" }),
    stored(3, { supersedes_turn_id: "t2", user_text: "Hi" }),
  ];
  expect(earlierTurns(turns, "en").map(({ source }) => source)).toEqual(["typed", "repeated", "edited"]);
});

test("what the lexicon changed is marked, unless somebody corrected the words since", () => {
  const heard_replacements = [{ from: 0, to: 3, original: "wong", becomes: "Ann" }];
  const said_replacements = [{ from: 0, to: 3, original: "SQL", becomes: "sequel" }];
  const words = { user_text: "Ann?", ai_text: "SQL.", heard_replacements, said_replacements };
  expect(earlierTurns([stored(1, words), stored(2, { ...words, user_text: "Anna?" })], "en")).toMatchObject([
    { heardReplacements: heard_replacements, saidReplacements: said_replacements },
    { heardReplacements: heard_replacements },
  ]);
  const [corrected] = earlierTurns([stored(1, { ...words, user_text: "Who?" })], "en");
  expect(corrected?.heardReplacements).toEqual([]);
});
