import { expect, test } from "vitest";
import { classifyOrigin } from "./origin";

test.each([
  [undefined, "localhost:8000", "absent"],
  ["http://localhost:8000", "localhost:8000", "same"],
  ["https://192.168.1.5:8000", "192.168.1.5:8000", "same"],
  ["https://Avatar.example", "avatar.example", "same"],
  ["https://avatar.example", "avatar.example:443", "same"],
  ["http://[::1]:8000", "[::1]:8000", "same"],
  ["http://localhost:3000", "localhost:8000", "foreign"],
  ["https://evil.example", "localhost:8000", "foreign"],
  ["http://localhost.evil.example:8000", "localhost:8000", "foreign"],
  ["http://localhost:8000@evil.example", "localhost:8000", "foreign"],
  ["null", "localhost:8000", "foreign"],
  ["", "localhost:8000", "foreign"],
  ["file://", "", "foreign"],
  ["http://localhost:8000", undefined, "foreign"],
])("Origin %s at Host %s is %s", (origin, host, expected) => {
  expect(classifyOrigin(origin, host)).toBe(expected);
});
