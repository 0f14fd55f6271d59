import { expect, test } from "vitest";
import type { ProfileView } from "@/lib/voice-profiles/views";
import { isFiltered, matchingBuiltin, matchingProfiles, type VoiceFilters } from "./voice-filters";

const all: VoiceFilters = { terms: [], language: null, state: null };
const profile = (name: string, fields: Partial<ProfileView> = {}) =>
  ({ name, speaker_name: "", owner: "ada", language: "en", state: "ready", ...fields }) as ProfileView;
const profiles = [
  profile("Front desk", { speaker_name: "Mei Lin" }),
  profile("總機", { language: "zh-TW", state: "waiting" }),
  profile("ＦＲＯＮＴ", { owner: "bob", state: "review" }),
];
const names = (filters: Partial<VoiceFilters>) =>
  matchingProfiles(profiles, { ...all, ...filters }).map(({ name }) => name);

test("every word must be in a name: the voice's, its person's or its owner's, in any case and width", () => {
  expect(names({ terms: ["front"] })).toEqual(["Front desk", "ＦＲＯＮＴ"]);
  expect(names({ terms: ["front", "mei"] })).toEqual(["Front desk"]);
  expect(names({ terms: ["BOB"] })).toEqual(["ＦＲＯＮＴ"]);
  expect(names({ terms: ["機"] })).toEqual(["總機"]);
});

test("language and state narrow it further; built-in voices are a state of their own", () => {
  expect(names({ language: "zh-TW" })).toEqual(["總機"]);
  expect(names({ state: "review" })).toEqual(["ＦＲＯＮＴ"]);
  expect(names({ state: "builtin" })).toEqual([]);
  const builtin = [{ id: "builtin:a", name: "a", label: "Mei", languages: ["zh-TW" as const], modes: ["hq" as const] }];
  expect(matchingBuiltin(builtin, all)).toHaveLength(1);
  expect(matchingBuiltin(builtin, { ...all, state: "builtin" })).toHaveLength(1);
  expect(matchingBuiltin(builtin, { ...all, state: "ready" })).toHaveLength(0);
  expect(matchingBuiltin(builtin, { ...all, language: "en" })).toHaveLength(0);
});

test("an empty search narrows nothing", () => {
  expect(isFiltered(all)).toBe(false);
  expect(isFiltered({ ...all, state: "ready" })).toBe(true);
});
