import { expect, test } from "vitest";
import { languageGap, missingRoles } from "./language-gap";
import type { Language } from "./languages";
import type { ModelStatus } from "./models";
import { modelStatus } from "./testing/model-status";

const both: Language[] = ["zh-TW", "en"];
const model = (role: ModelStatus["role"], languages: Language[] = both, change: Partial<ModelStatus> = {}) =>
  modelStatus({ role, languages, model: `${role}-model`, kind: "remote", ...change });
const all = [model("stt"), model("llm"), model("tts")];
const with_ = (...changed: ModelStatus[]) => [
  ...all.filter(({ role }) => !changed.some((each) => each.role === role)),
  ...changed,
];

const whisper = (state: ModelStatus["state"]) =>
  model("stt", ["zh-TW"], { kind: "embedded", model: "whisper-base", required: false, state });

test.each([
  ["everything serves both", all, [], []],
  ["nothing is known of the models yet", [], [], []],
  ["the language model speaks English alone", with_(model("llm", ["en"])), ["llm"], []],
  ["it is still being loaded", with_(model("llm", both, { state: "loading" })), [], []],
  ["it has failed for both: the system is down", with_(model("llm", both, { state: "failed" })), [], []],
  ["the recogniser of one language has failed", with_(model("stt", ["en"]), whisper("failed")), ["stt"], []],
  ["that recogniser is being downloaded", with_(model("stt", ["en"]), whisper("downloading")), [], []],
  ["the voice speaks Chinese alone", with_(model("tts", ["zh-TW"])), [], ["tts"]],
])("%s: missing in Chinese and in English", (_, models, chinese, english) => {
  expect([missingRoles(models, "zh-TW"), missingRoles(models, "en")]).toEqual([chinese, english]);
});

const embedded = (role: ModelStatus["role"]) => model(role, ["en"], { kind: "embedded" });

test.each([
  [with_(embedded("llm")), "answers", "en", ["AVATAR_LLM_URL=http://SERVER:PORT/v1 npm start"]],
  [with_(model("llm", ["en"])), "answers", "en", ["AVATAR_LLM_MODEL=MODEL AVATAR_LLM_LANGUAGES=zh-TW,en npm start"]],
  [with_(model("stt", ["en"]), whisper("failed")), "speech", "en", ["npx avatar models pull whisper-base"]],
  [with_(embedded("tts")), "voice", "en", ["AVATAR_TTS_URL=http://SERVER:PORT/v1 npm start"]],
  [
    with_(model("stt", []), model("llm", [])),
    "conversation",
    null,
    [
      "AVATAR_STT_MODEL=MODEL AVATAR_STT_LANGUAGES=zh-TW npm start",
      "AVATAR_LLM_MODEL=MODEL AVATAR_LLM_LANGUAGES=zh-TW npm start",
    ],
  ],
])("case %#: what it is, which language works instead, and what an administrator types", (...given) => {
  const [models, kind, instead, commands] = given;
  expect(languageGap(models, "zh-TW")).toMatchObject({ kind, instead, commands });
});

test("where everything works there is no gap", () => expect(languageGap(all, "zh-TW")).toBeNull());
