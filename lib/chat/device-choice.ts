import { z } from "zod";
import type { ChatSettings } from "./chat-settings";

/** Which microphone and speaker, and how the microphone is treated: true of one device, wherever its person goes. */
const keys = ["inputDeviceId", "outputDeviceId", "echoCancellation", "noiseSuppression"] as const;

const deviceId = z.string().max(256).nullable().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const schema = z.object({
  inputDeviceId: deviceId,
  outputDeviceId: deviceId,
  echoCancellation: flag,
  noiseSuppression: flag,
});

/** The settings with what an earlier visit chose on this device; whatever of that is damaged is left out. */
export function onThisDevice(settings: ChatSettings, stored: string | null): ChatSettings {
  const chosen = parseChoice(stored);
  return { ...settings, ...Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)) };
}

export function deviceChoiceText(settings: ChatSettings): string {
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, settings[key]])));
}

function parseChoice(stored: string | null): z.infer<typeof schema> {
  try {
    return schema.safeParse(JSON.parse(stored ?? "{}")).data ?? {};
  } catch {
    return {};
  }
}
