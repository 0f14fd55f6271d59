"use client";
import { useSyncExternalStore } from "react";
import { defaultSoundSettings, type SoundSettings } from "@/lib/chat/sound-settings";
import { deviceSound } from "@/lib/client/device-sound";

const onTheServer = () => defaultSoundSettings;

/** How replies sound on this device, and what changes it. */
export function useDeviceSound(): [SoundSettings, (change: Partial<SoundSettings>) => void] {
  const sound = deviceSound();
  return [useSyncExternalStore(sound.subscribe, sound.get, onTheServer), sound.dispatch];
}
