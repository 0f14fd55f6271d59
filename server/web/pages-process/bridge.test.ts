import { expect, test } from "vitest";
import { type LiveVerbs, runLiveVerb } from "./bridge";

test("a verb that answers null is not taken for one that answers nothing", async () => {
  const verbs = { serveCertificate: async () => null, voiceChanged: async () => undefined } as unknown as LiveVerbs;
  const person = { kind: "user", userId: 1, username: "boss", role: "admin" };
  expect(await runLiveVerb(verbs, "serveCertificate", { person, input: null })).toEqual({
    failure: null,
    answer: null,
  });
  expect(await runLiveVerb(verbs, "voiceChanged", { profileId: 1 })).toEqual({ failure: null, answer: undefined });
});
