import { expect, test } from "vitest";
import { badRequestOf, useOriginForm } from "./bad-request";

const host = ["Host", "localhost:8000"];
function ask(line: string, headers: Record<string, string> = {}, rawHeaders = host, httpVersion = "1.1") {
  const [method, url] = line.split(" ");
  const error = badRequestOf({ method, url, httpVersion, headers: { host: "localhost:8000", ...headers }, rawHeaders });
  return error && (error.allow ? `${error.code}: ${error.allow.join(" ")}` : error.code);
}
const action = { "next-action": "0".repeat(42) };
const form = { "content-type": "multipart/form-data; boundary=x" };

test.each([
  "GET /",
  "HEAD /login?next=%2Fchat",
  "GET /chat?q=%",
  "GET /%E4%BD%A0",
  "GET //",
  "GET /_next/nothing",
  "GET /health",
  "DELETE /api/conversations",
  "OPTIONS /api/settings",
])("%s is left to whoever answers it", (line) => {
  expect(ask(line)).toBeNull();
});

test.each([
  ["GET /%", "bad_request"],
  ["GET /%E0%A4%A", "bad_request"],
  ["GET /api/turns/%/audio/user", "bad_request"],
  ["GET *", "bad_request"],
  ["GET login", "bad_request"],
  [`GET /${"x".repeat(9_000)}`, "uri_too_long"],
  ["TRACE /", "method_not_allowed: GET HEAD POST"],
  ["PROPFIND /login", "method_not_allowed: GET HEAD POST"],
  ["DELETE /chat", "method_not_allowed: GET HEAD POST"],
  ["TRACE /api/settings", "method_not_allowed: GET HEAD POST PUT PATCH DELETE OPTIONS"],
  ["POST /health", "method_not_allowed: GET HEAD"],
  ["DELETE /metrics", "method_not_allowed: GET HEAD"],
  ["POST /chat", "method_not_allowed: GET HEAD"],
])("%s is answered %s", (line, wanted) => {
  expect(ask(line)).toBe(wanted);
});

test("a POST to a page needs an action header or a complete form, and must come from our own page", () => {
  expect(ask("POST /chat", action)).toBeNull();
  expect(ask("POST /login", form)).toBeNull();
  expect(ask("POST /login", { "content-type": "multipart/form-data" })).toBe("bad_request");
  expect(ask("POST /login", { "content-type": "application/x-www-form-urlencoded" })).toMatch(/^method_not_allowed/);
  expect(ask("POST /chat", { ...action, origin: "http://localhost:8000" })).toBeNull();
  for (const origin of ["http://evil.example", "http://localhost:9000", "null"]) {
    expect(ask("POST /chat", { ...action, origin })).toBe("forbidden");
    expect(ask("PUT /api/settings", { origin })).toBe("forbidden");
    // A request with a token comes from a program, so it is no cross-site forgery.
    expect(ask("PUT /api/settings", { origin, authorization: "Bearer x" })).toBeNull();
    expect(ask("GET /api/settings", { origin })).toBeNull();
  }
});

test("the host of an absolute request target overrides the Host header", () => {
  const request = { url: "http://other/login?x=1", headers: { host: "localhost:8000" } };
  useOriginForm(request);
  expect(request).toEqual({ url: "/login?x=1", headers: { host: "other" } });
  const bare = { url: "HTTP://other?x", headers: {} };
  useOriginForm(bare);
  expect(bare.url).toBe("/?x");
});

test("exactly one Host header is required; only HTTP/1.0 may omit it", () => {
  expect(ask("GET /", {}, [...host, "host", "other"])).toBe("bad_request");
  expect(ask("GET /", {}, [])).toBe("bad_request");
  expect(ask("GET /", {}, [], "1.0")).toBeNull();
});
