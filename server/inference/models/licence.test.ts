import { expect, it } from "vitest";
import { isNonCommercial } from "../../../lib/licences";
import { catalogue } from "./catalogue";
import { licenceNotice } from "./licence";

it("tells a NonCommercial licence from one that asks for the author's name alone", () => {
  expect(isNonCommercial("CC-BY-NC-4.0 AND MIT")).toBe(true);
  expect(isNonCommercial("CC-BY-NC-SA-4.0")).toBe(true);
  expect(isNonCommercial("CC-BY-4.0")).toBe(false);
});

it("warns about the F5-TTS weights, names the way around them, and about nothing else in the catalogue", () => {
  const notices = Object.values(catalogue).flatMap((model) => licenceNotice(model) ?? []);
  expect(notices).toEqual([
    "f5-tts-v1-base is licensed CC-BY-NC-4.0 AND MIT: not for commercial use. To use another model, name its server in AVATAR_TTS_URL: see docs/models.md.",
  ]);
});
