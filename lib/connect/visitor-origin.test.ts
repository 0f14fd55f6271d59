import { expect, test } from "vitest";
import { visitorOrigin } from "./visitor-origin";

test.each([
  ["192.168.1.20:8000", "https://192.168.1.20:8000"],
  ["voice.example.com", "https://voice.example.com"],
  ["[fd00::1]:8000", "https://[fd00::1]:8000"],
  ["localhost:8000", null],
  ["127.0.0.1:8000", null],
  ["[::1]:8000", null],
  ["localhost.example.com", "https://localhost.example.com"],
  [null, null],
])("the visitor at %s came to %s", (host, origin) => expect(visitorOrigin(host, true)).toBe(origin));
