import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { AppError, type ErrorCode } from "../../../lib/errors";
import type { VoiceId } from "../../../lib/voices";
import type { TextToSpeech } from "../../inference/contract";
import { createEmbeddedTts } from "../../inference/engines/embedded/tts/embedded-tts";
import { createRemoteLlm, createRemoteStt } from "../../inference/engines/remote";
import { createModelStore } from "../../inference/models/store";
import { silentLogger } from "../../platform/observability/logger";
import { chooseSpeaker, modelsUsed, type ResolveProfile } from "./voices";

test("of two embedded voices the history names the one that spoke", async () => {
  const logger = silentLogger;
  const served = (model: string) => ({ url: "http://127.0.0.1:9/v1", model, apiKey: null });
  const engines = {
    stt: createRemoteStt(served("whisper"), logger),
    llm: createRemoteLlm(served("qwen"), logger),
    tts: createEmbeddedTts({ store: createModelStore({ directory: tmpdir(), logger }), cpuThreads: 1, logger }),
  };
  const used = (language: "en" | "zh-TW", mode: "fast" | "hq") => modelsUsed(engines, { language, mode }, false);
  expect(used("en", "fast")).toEqual({ stt: null, llm: "qwen", tts: "dittli-en" });
  expect(used("en", "hq").tts).toBe("kokoro-82m");
  expect(used("zh-TW", "fast").tts).toBe("kokoro-82m");
  expect(modelsUsed(engines, { language: "en", mode: "hq" }, true).stt).toBe("whisper");
  await engines.tts.close();
});

const builtin = (name: string) => ({ kind: "builtin", name }) as const;
const profile: VoiceId = { kind: "profile", profileId: 7 };
const recording = { profileId: 7, referenceAudioPath: "/r.wav", referenceText: "As I speak." };
const reference = { ...recording, referenceSha256: "ab".repeat(32) };

test.each<[string, VoiceId | null, string, ErrorCode | null]>([
  ["nobody chose: the first that fits", null, "anna", null],
  ["a voice that fits", builtin("bea"), "bea", null],
  ["a voice of the other mode: known, and replaced", builtin("slow"), "anna", null],
  ["a voice that is not there: replaced, and told", builtin("gone"), "anna", "profile_not_ready"],
  ["a profile that this engine can't clone: replaced, and told", profile, "anna", "cloning_unavailable"],
])("%s", async (_, wanted, name, problem) => {
  const tts = speechOf(false);
  const chosen = await chooseSpeaker(wanted, { language: "en", mode: "fast" }, tts, async () => reference);
  expect(chosen).toEqual({ speaker: { id: builtin(name), voice: builtin(name), referenceSha256: null }, problem });
});

test("a profile speaks where it may be used and the engine clones", async () => {
  const choose = (resolve: ResolveProfile) =>
    chooseSpeaker(profile, { language: "en", mode: "fast" }, speechOf(true), resolve);
  expect(await choose(async () => reference)).toEqual({
    speaker: { id: profile, voice: { kind: "cloned", ...recording }, referenceSha256: reference.referenceSha256 },
    problem: null,
  });
  const notReady = () => Promise.reject(new AppError("profile_not_ready"));
  expect(await choose(notReady)).toMatchObject({ speaker: { id: builtin("anna") }, problem: "profile_not_ready" });
  await expect(choose(() => Promise.reject(new AppError("storage_failed")))).rejects.toMatchObject({
    code: "storage_failed",
  });
});

function speechOf(clones: boolean): TextToSpeech {
  const voice = (name: string, mode: "fast" | "hq") => ({ name, language: "en" as const, modes: [mode], label: name });
  const voices = [voice("slow", "hq"), voice("anna", "fast"), voice("bea", "fast")];
  return { voices: () => voices, canClone: () => clones } as unknown as TextToSpeech;
}
