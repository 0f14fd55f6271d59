import { parseSoundSettings, type SoundSettings } from "../chat/sound-settings";
import { browserStorage, remember } from "./device-storage";
import { Store } from "./store";

/** The device's sound settings; a change is remembered for the next visit. */
export type DeviceSound = Store<SoundSettings, Partial<SoundSettings>>;

const storageKey = "avatar.sound";
let opened: DeviceSound | null = null;

/** One for all of the page. */
export function deviceSound(): DeviceSound {
  opened ??= openDeviceSound(browserStorage());
  return opened;
}

export function openDeviceSound(storage: Pick<Storage, "getItem" | "setItem"> | null): DeviceSound {
  const sound: DeviceSound = new Store(
    parseSoundSettings(storage?.getItem(storageKey) ?? null),
    (settings, change) => ({
      ...settings,
      ...change,
    }),
  );
  sound.subscribe(() => {
    remember(storage, storageKey, JSON.stringify(sound.get()));
  });
  return sound;
}
