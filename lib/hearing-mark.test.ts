import { expect, test } from "vitest";
import { HearingMarkFilter, withHearingMark } from "./hearing-mark";

function filtered(pieces: readonly string[]): string {
  const filter = new HearingMarkFilter();
  return pieces.map((piece) => filter.push(piece)).join("") + filter.flush();
}

const cases: [string, string][] = [
  ["One. [they stopped listening here] Two.", "One. Two."],
  ["One.[they stopped listening here]Two.", "One.Two."],
  ["One. [they stopped listening here] [they stopped listening here] Two.", "One. Two."],
  ["[they stopped listening here] One.", " One."],
  ["收到信後，點開連結。〔對方聽到這裡就停了〕", "收到信後，點開連結。"],
  ["第一。〔對方聽到這裡就停了〕第二。", "第一。第二。"],
  // What only looks like it stays.
  ["[they stopped listening]", "[they stopped listening]"],
  ["〔對方聽到這裡〕", "〔對方聽到這裡〕"],
  ["a[i] = [they", "a[i] = [they"],
  ["  two  spaces  ", "  two  spaces  "],
];

test.each(cases)("%j is shown as %j, however it is cut into tokens", (written, shown) => {
  expect(filtered([written])).toBe(shown);
  expect(filtered([...written])).toBe(shown);
  for (let at = 0; at <= written.length; at++) expect(filtered([written.slice(0, at), written.slice(at)])).toBe(shown);
});

test("the marks that the model reads are the ones that are taken out", () => {
  for (const language of ["en", "zh-TW"] as const) {
    const marked = withHearingMark("一。二。", 2, language);
    expect(marked).not.toBe("一。二。");
    expect(filtered([...marked]).replaceAll(" ", "")).toBe("一。二。");
  }
});

test("a reply that is marked keeps every character", () => {
  expect(withHearingMark("1. a\n2. b", 5, "en")).toBe("1. a [they stopped listening here]\n2. b");
  expect(withHearingMark("一。\n\n- 二。", 4, "zh-TW")).toBe("一。〔對方聽到這裡就停了〕\n\n- 二。");
  expect(withHearingMark("Only read.", null, "en")).toBe("Only read.");
});

test("ordinary text is not held back", () => {
  const filter = new HearingMarkFilter();
  expect(["Hel", "lo ", "[1", "]", "〔註", "〕"].map((piece) => filter.push(piece))).toEqual([
    ...["Hel", "lo ", "[1", "]", "〔註", "〕"],
  ]);
});
