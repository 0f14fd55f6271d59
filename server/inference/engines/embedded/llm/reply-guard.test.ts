import { describe, expect, test } from "vitest";
import { ReplyGuard } from "./reply-guard";

function run(pieces: string[], limits: { stops?: string[]; maxSentences?: number | null }) {
  const guard = new ReplyGuard({ stops: limits.stops ?? [], maxSentences: limits.maxSentences ?? null });
  const shown = pieces.map((piece) => guard.push(piece));
  const ended = guard.ended;
  return { shown, text: shown.join("") + guard.finish(), ended };
}

describe("ReplyGuard", () => {
  test("passes ordinary text on at once and trims what surrounds the reply", () => {
    expect(run(["\n Hel", "lo", " there", ".", "\n"], {}).text).toBe("Hello there.");
    expect(run(["Hel", "lo"], {}).shown).toEqual(["Hel", "lo"]);
  });

  test("holds back what may become a stop string and never shows one", () => {
    const { shown, text, ended } = run(["Fine", " <", "|us", "er|>", " more"], { stops: ["<|user|>"] });
    expect(shown).toEqual(["Fine", "", "", "", ""]);
    expect(text).toBe("Fine");
    expect(ended).toBe(true);
  });

  test("passes on what only looked like the beginning of a stop string", () => {
    expect(run(["a <", "b"], { stops: ["<|user|>"] }).text).toBe("a <b");
  });

  test.each([
    ["One. Two. Three.", "One. Two."],
    ["Dr. Smith is in. He waits! Go on.", "Dr. Smith is in. He waits!"],
    ["It is 3.5 today. Yes? No.", "It is 3.5 today. Yes?"],
    ['He said "no." She left. Then', 'He said "no." She left.'],
    ["Here it is:\nOne thing\nTwo things\nThree", "Here it is:\nOne thing\nTwo things"],
    ["Only one. And a half", "Only one. And a half"],
    ["It costs 5. So do I. Then we go.", "It costs 5. So do I."],
    ["No. That is wrong. See", "No. That is wrong."],
    ["See No. 5 now. Paper, ink, etc. Take some.", "See No. 5 now. Paper, ink, etc."],
    ["Well... maybe so. We will see. Or not.", "Well... maybe so. We will see."],
    ["What?! No way!!! Ha ha.", "What?! No way!!!"],
    ["1. Wash it.\n2. Boil it.\n3. Eat it.", "1. Wash it.\n2. Boil it."],
    ['It says "Go." and more. Then it ends. Or', 'It says "Go." and more. Then it ends.'],
  ])("ends %j after two sentences", (written, kept) => {
    expect(run([...written], { maxSentences: 2 }).text).toBe(kept);
  });
});
