import { describe, expect, it } from "vitest";
import { chooseLanguageModel, neededModels } from "./choose-models";
import type { ModelState } from "./store";

const storeWith = (state: ModelState, hubHas: boolean) => ({
  state: async () => state,
  hubHas: async () => hubHas,
});

describe("chooseLanguageModel", () => {
  it.each([
    ["installed", false, "qwen2.5-1.5b-instruct"],
    ["absent", true, "qwen2.5-1.5b-instruct"],
    ["incomplete", false, "tinyllama-1.1b-chat"],
    ["absent", false, "tinyllama-1.1b-chat"],
  ] as const)("takes the better model where it can be had: %s, hub %s", async (state, hubHas, chosen) => {
    expect(await chooseLanguageModel("auto", storeWith(state, hubHas))).toBe(chosen);
  });

  it("takes the one that is named, and lists the names for any other", async () => {
    const store = storeWith("absent", true);
    expect(await chooseLanguageModel("tinyllama-1.1b-chat", store)).toBe("tinyllama-1.1b-chat");
    await expect(chooseLanguageModel("kokoro-82m", store)).rejects.toThrow(
      'AVATAR_EMBEDDED_LLM is "kokoro-82m"; it can be auto, qwen2.5-1.5b-instruct or tinyllama-1.1b-chat.',
    );
  });
});

describe("neededModels", () => {
  it("fetches nothing for a role that another server plays", () => {
    expect(neededModels({ stt: true, llm: true, tts: true }, "tinyllama-1.1b-chat")).toEqual(["silero-vad"]);
    expect(neededModels({ stt: false, llm: true, tts: true }, "tinyllama-1.1b-chat")).toEqual([
      "silero-vad",
      "moonshine-tiny-en",
      "whisper-base",
    ]);
  });
});
