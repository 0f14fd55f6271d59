import { expect, test } from "vitest";
import { chatSettings, storedChatSettings } from "./chat-settings";

test("what was stored is read and stored again under the same names, and null is left out", () => {
  const settings = chatSettings({ capture: "push_to_talk", inputDeviceId: "headset" }, "en");
  expect(settings).toMatchObject({ captureMode: "push_to_talk", inputDeviceId: "headset", voice: null });
  const stored = storedChatSettings(settings);
  expect(stored).toMatchObject({ capture: "push_to_talk", inputDeviceId: "headset", language: "en" });
  expect(stored).not.toHaveProperty("voice");
  expect(stored).not.toHaveProperty("captureMode");
});
