import { expect, test } from "vitest";
import { modelAndVoiceFor } from "./voices";

test("the chosen voice speaks if it can", () => {
  expect(modelAndVoiceFor("am_michael", "en", "hq")).toEqual({ model: "kokoro-82m", voice: "am_michael" });
  expect(modelAndVoiceFor("zm_yunxi", "zh-TW", "fast")).toEqual({ model: "kokoro-82m", voice: "zm_yunxi" });
});

test("otherwise the language's default voice speaks", () => {
  expect(modelAndVoiceFor("am_michael", "zh-TW", "hq")).toEqual({ model: "kokoro-82m", voice: "zf_xiaoxiao" });
  expect(modelAndVoiceFor("../../etc/passwd", "en", "hq")).toEqual({ model: "kokoro-82m", voice: "af_heart" });
  expect(modelAndVoiceFor("am_michael", "en", "fast")).toEqual({ model: "dittli-en", voice: "dittli" });
});
