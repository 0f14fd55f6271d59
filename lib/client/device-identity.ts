import { browserStorage, remember } from "./device-storage";
import { randomId } from "./random-id";

const idKey = "avatar.device-id";
const nameKey = "avatar.device-name";

/** This browser's id for the list of checked devices: made up, and kept for the next check where that is possible. */
export function deviceId(): string {
  const known = browserStorage()?.getItem(idKey);
  if (known) return known;
  const made = randomId();
  remember(browserStorage(), idKey, made);
  return made;
}

/** What the person called this device last time; empty the first time. */
export const deviceName = (): string => browserStorage()?.getItem(nameKey) ?? "";
export const rememberDeviceName = (name: string): void => remember(browserStorage(), nameKey, name);
