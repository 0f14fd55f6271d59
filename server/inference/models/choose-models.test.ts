import { describe, expect, it } from "vitest";
import { chooseLanguageModel, languageModelHere, neededModels } from "./choose-models";
import type { ModelId, ModelStore } from "./contract";
import { type LanguageModelChoice, languageModelIds } from "./language-models";

const [better, trial] = languageModelIds;

/** Records what is asked for; `fetch` decides how a download ends. */
function storeWith(installed: ModelId[], fetch: () => Promise<void>) {
  const asked: ModelId[] = [];
  const model = (id: ModelId) => ({ id, directory: "/models", licence: "MIT" });
  const store: ModelStore = {
    installed: async (id) => (installed.includes(id) ? model(id) : null),
    async ensure(id) {
      asked.push(id);
      await fetch();
      return model(id);
    },
  };
  return { store, asked };
}
const works = async () => undefined;
const fails = () => Promise.reject(new Error("not reachable"));

function choose(choice: LanguageModelChoice, store: ModelStore, signal = new AbortController().signal) {
  const unavailable: string[] = [];
  const onUnavailable = (id: ModelId, reason: string) => void unavailable.push(`${id}: ${reason}`);
  return { unavailable, chosen: chooseLanguageModel(choice, store, { signal, onFetching() {}, onUnavailable }) };
}

describe("chooseLanguageModel", () => {
  it("takes the better model where it is installed or can be fetched", async () => {
    const there = storeWith([better], fails);
    expect(await choose("auto", there.store).chosen).toBe(better);
    expect(there.asked).toEqual([]);
    const fetched = storeWith([], works);
    expect(await choose("auto", fetched.store).chosen).toBe(better);
    expect(fetched.asked).toEqual([better]);
  });

  it("takes an installed one without any network", async () => {
    const second = storeWith([trial], works);
    expect(await choose("auto", second.store).chosen).toBe(trial);
    expect(second.asked).toEqual([]);
  });

  it("takes the trial model when the better one is not available, and says why", async () => {
    const { chosen, unavailable } = choose("auto", storeWith([], fails).store);
    expect(await chosen).toBe(trial);
    expect(unavailable).toEqual([`${better}: not reachable`]);
  });

  it("takes the one that is named without asking for another, and ends when aborted", async () => {
    const { store, asked } = storeWith([better], works);
    expect(await choose(trial, store).chosen).toBe(trial);
    expect(asked).toEqual([]);
    await expect(choose("auto", storeWith([], fails).store, AbortSignal.abort()).chosen).rejects.toThrow("abort");
  });
});

describe("languageModelHere", () => {
  it("is the better one only where it is installed", async () => {
    const store = (state: "installed" | "incomplete") => ({ state: async () => state });
    expect(await languageModelHere("auto", store("installed"))).toBe(better);
    expect(await languageModelHere("auto", store("incomplete"))).toBe(trial);
    expect(await languageModelHere(better, store("incomplete"))).toBe(better);
  });
});

describe("neededModels", () => {
  const elsewhere = { kind: "remote", url: "http://models.lan/v1", model: null, apiKey: null } as const;
  const ours = { kind: "process", command: null, port: 0, model: null, python: "python3", startTimeoutMs: 1 } as const;
  const embedded = { kind: "embedded" } as const;

  it("fetches nothing for a role with a server elsewhere, except the embedded voice as its fallback", () => {
    const serving = { stt: elsewhere, llm: elsewhere, tts: elsewhere };
    expect(neededModels({ serving }, [trial])).toEqual(["silero-vad", "dittli-en", "kokoro-82m"]);
    expect(neededModels({ serving: { ...serving, stt: embedded, tts: embedded } }, [trial])).toEqual([
      "silero-vad",
      "moonshine-tiny-en",
      "dittli-en",
      "whisper-base",
      "kokoro-82m",
    ]);
  });

  it("fetches what our processes run, and the embedded voice beside F5-TTS", () => {
    expect(neededModels({ serving: { stt: ours, llm: ours, tts: ours } }, [better, trial])).toEqual([
      "silero-vad",
      "faster-whisper-small",
      "qwen2.5-7b-instruct-awq",
      "f5-tts-v1-base",
      "dittli-en",
      "kokoro-82m",
    ]);
    const serving = { stt: elsewhere, llm: ours, tts: elsewhere };
    expect(neededModels({ serving }, [trial])).toEqual([
      "silero-vad",
      "qwen2.5-7b-instruct-awq",
      "dittli-en",
      "kokoro-82m",
    ]);
  });
});
