import { expect, test } from "vitest";
import { chatSettings } from "./chat-settings";
import { deviceChoiceText, onThisDevice } from "./device-choice";

const settings = chatSettings({ inputDeviceId: "of the account", echoCancellation: false }, "en");

test("what was chosen on a device holds there, and only that", () => {
  const here = { ...settings, inputDeviceId: "headset", outputDeviceId: null, noiseSuppression: false };
  const stored = deviceChoiceText({ ...here, language: "zh-TW" });
  expect(onThisDevice(settings, stored)).toEqual(here);
});

test.each([
  ["nothing stored", null, settings],
  ["damaged", "{nonsense", settings],
  ["no object", "7", settings],
  ["a wrong part", '{"inputDeviceId":7,"echoCancellation":true}', { ...settings, echoCancellation: true }],
  ["the default device", '{"inputDeviceId":null}', { ...settings, inputDeviceId: null }],
  ["what is no choice of a device", '{"language":"zh-TW"}', settings],
])("%s", (_, stored, expected) => expect(onThisDevice(settings, stored)).toEqual(expected));
