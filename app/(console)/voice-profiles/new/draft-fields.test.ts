import { expect, test } from "vitest";
import type { DraftView } from "@/lib/voice-profiles/views";
import { differsFrom, editsAfter, shownFields, storableEdits } from "./draft-fields";

const draft = { name: "Mei", speaker_name: "", language: "zh-TW", visibility: "house", text: "您好" } as DraftView;

test("what was typed hides what is stored, and nothing else does", () => {
  expect(shownFields({}, null, "en")).toEqual({
    ...{ name: "", speakerName: "", language: "en", visibility: "private", text: "" },
  });
  expect(shownFields({ text: "您好嗎" }, draft, "en")).toMatchObject({
    name: "Mei",
    language: "zh-TW",
    text: "您好嗎",
  });
  // Emptied on purpose.
  expect(shownFields({ name: "" }, draft, "en").name).toBe("");
});

test("a name that can't be one is not sent; an empty one takes the stored one back", () => {
  expect(storableEdits({ name: "??", text: "a" })).toEqual({ text: "a" });
  expect(storableEdits({ name: "" })).toEqual({ name: "" });
  expect(storableEdits({ name: "Mei" })).toEqual({ name: "Mei" });
});

test("what is stored as it was typed, but for spaces around it, is not to be stored again", () => {
  expect(differsFrom(draft, { name: "Mei ", text: "您好" })).toBe(false);
  expect(differsFrom(draft, { visibility: "private" })).toBe(true);
  // It can't be stored.
  expect(differsFrom(draft, { name: "??" })).toBe(false);
});

test("after storing, what was typed meanwhile and the field that is being typed in stay", () => {
  const sent = { name: "Mei", text: "a" };
  expect(editsAfter({ name: "Mei", text: "ab" }, sent, null)).toEqual({ text: "ab" });
  expect(editsAfter({ name: "Mei ", text: "a" }, { name: "Mei ", text: "a" }, "name")).toEqual({ name: "Mei " });
});
