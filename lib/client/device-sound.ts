import { parseSoundSettings, type SoundSettings } from "../chat/sound-settings";
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
    try {
      storage?.setItem(storageKey, JSON.stringify(sound.get()));
    } catch {
      // The storage is full or forbidden: the choice holds until the page is left.
    }
  });
  return sound;
}

/** Null on the server, and where the browser forbids it. */
function browserStorage(): Storage | null {
  try {
    return typeof localStorage === "undefined" ? null : localStorage;
  } catch {
    return null;
  }
}
