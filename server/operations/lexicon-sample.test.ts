import { expect, test } from "vitest";
import { decodeWav } from "../../lib/audio/wav";
import type { Language } from "../../lib/languages";
import type { SynthesizeRequest, TextToSpeech } from "../inference/contract";
import { createLeaseBroker } from "../inference/scheduling/lease-broker";
import { createLexiconSample } from "./lexicon-sample";

function setUp(language: Language = "en") {
  const asked: SynthesizeRequest[] = [];
  const tts = {
    role: "tts",
    supports: () => true,
    normalisesText: () => false,
    models: () => [],
    voices: () => [{ name: "heart", language, modes: ["fast", "hq"], label: "Heart" }],
    async *synthesize(request: SynthesizeRequest) {
      asked.push(request);
      yield new Int16Array(1_200).fill(7);
    },
  } as unknown as TextToSpeech;
  const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now: () => 0 });
  return { asked, sample: createLexiconSample({ tts, leases }) };
}

test("an entry is heard as a reply says it, in the first voice of its language", async () => {
  const { asked, sample } = setUp();
  const { pcm, sampleRateHz } = decodeWav(await sample({ language: "en", becomes: "sequel 8", pronunciation: null }));
  expect([pcm.length, sampleRateHz]).toEqual([1_200, 24_000]);
  expect(asked).toMatchObject([{ text: "sequel eight", mode: "hq", voice: { kind: "builtin", name: "heart" } }]);
});

test("a voice is told how an entry is read", async () => {
  const { asked, sample } = setUp("zh-TW");
  await sample({ language: "zh-TW", becomes: "重慶", pronunciation: "ㄔㄨㄥˊ ㄑㄧㄥˋ" });
  const readings = [{ hanzi: "重慶", syllables: ["ㄔㄨㄥˊ", "ㄑㄧㄥˋ"] }];
  expect(asked).toMatchObject([{ text: "重慶", readings }]);
});

test("says so where no voice speaks the language, and takes few at a time", async () => {
  const { sample } = setUp();
  const chinese = sample({ language: "zh-TW", becomes: "重慶", pronunciation: null });
  await expect(chinese).rejects.toMatchObject({ code: "model_unavailable" });
  const say = () => sample({ language: "en", becomes: "sequel", pronunciation: null });
  const together = await Promise.allSettled([say(), say(), say()]);
  expect(together.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  await expect(say()).resolves.toBeInstanceOf(Uint8Array);
});
