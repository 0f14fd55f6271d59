import { expect, test } from "vitest";
import { safeNextPath } from "./safe-path";

test.each(["/chat", "/history?day=2026-11-22#turn-3", "/history/王小明", "/a//b"])("%j is a path of ours", (next) => {
  const url = new URL(next, "http://here.invalid");
  expect(safeNextPath(next)).toBe(url.pathname + url.search + url.hash);
});

test.each([
  undefined,
  null,
  "",
  "chat",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/./\\evil.example",
  "/.//evil.example",
  "https://evil.example/chat",
  "javascript:alert(1)",
  " //evil.example",
  "/login",
  "/login?next=/login",
  "/api/auth/signout",
  `/${"x".repeat(3_000)}`,
  "/",
])("%j leads to the chat", (next) => {
  expect(safeNextPath(next)).toBe("/chat");
});
