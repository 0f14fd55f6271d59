import { expect, test } from "vitest";
import { isWslRelease } from "./wsl";

test.each([
  ["5.15.167.4-microsoft-standard-WSL2", true],
  ["6.6.87.2-microsoft-standard-WSL2+", true],
  ["6.8.0-45-generic", false],
  ["4.4.0-19041-Microsoft", false],
  ["", false],
])("the kernel %s is WSL2: %s", (release, expected) => expect(isWslRelease(release)).toBe(expected));
