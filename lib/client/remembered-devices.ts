import type { ChatSettings } from "../chat/chat-settings";
import { deviceChoiceText, onThisDevice } from "../chat/device-choice";
import { browserStorage, remember } from "./device-storage";

const storageKey = "avatar.devices";

/** A person's settings with the microphone and the speaker that were chosen on this device. */
export function withDeviceChoice(settings: ChatSettings): ChatSettings {
  return onThisDevice(settings, browserStorage()?.getItem(storageKey) ?? null);
}

export function rememberDeviceChoice(settings: ChatSettings): void {
  remember(browserStorage(), storageKey, deviceChoiceText(settings));
}
