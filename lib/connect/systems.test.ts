import { expect, test } from "vitest";
import { chosenSystem } from "./systems";

test.each([
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "windows"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15", "macos"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1", "ios"],
  ["Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "android"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "linux"],
  ["", "linux"],
])("%s is %s", (userAgent, system) => expect(chosenSystem(null, userAgent)).toBe(system));

test("the address may ask for another system, not for one that does not exist", () => {
  expect(chosenSystem("ios", "Windows")).toBe("ios");
  expect(chosenSystem("beos", "Windows")).toBe("windows");
});
