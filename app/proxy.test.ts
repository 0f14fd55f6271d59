import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { privateCookie, type Site } from "@/lib/auth/cookies";
import { config, proxy } from "../proxy";

const origin = "https://avatar.lan:8000";
const ask = (path: string, cookie?: string) =>
  proxy(
    new NextRequest(`${origin}${path}`, {
      headers: { host: "avatar.lan:8000", "x-forwarded-proto": "https", ...(cookie ? { cookie } : {}) },
    }),
  );
const login = (site: Site) => `${privateCookie("session", site).name}=x`;

test("a page without a login cookie leads to the login page and back", () => {
  const answer = ask("/history?day=2026-11-22");
  expect(answer.status).toBe(307);
  const location = new URL(answer.headers.get("location") ?? "");
  expect(location.origin).toBe(origin);
  expect(location.pathname).toBe("/login");
  expect(location.searchParams.get("next")).toBe("/history?day=2026-11-22");
  expect(ask("/").headers.get("location")).toBe(`${origin}/login`);
});

test("the login page, the API and whoever has the cookie pass", () => {
  for (const answer of [ask("/login"), ask("/api/conversations"), ask("/chat", login({ secure: true, port: 8000 }))]) {
    expect(answer.headers.get("x-middleware-next")).toBe("1");
  }
});

test("a login of another port, or of plain HTTP, is none here", () => {
  for (const site of [
    { secure: true, port: 8001 },
    { secure: false, port: 8000 },
  ]) {
    expect(ask("/chat", login(site)).status).toBe(307);
  }
});

test("an action is never redirected with its body", () => {
  const action = new NextRequest(`${origin}/chat`, { method: "POST", headers: { host: "avatar.lan:8000" } });
  expect(proxy(action).headers.get("x-middleware-next")).toBe("1");
});

test("every page has a nonce of its own", () => {
  const [first, second] = [ask("/login"), ask("/login")];
  const nonce = (answer: Response) => /'nonce-([^']+)'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1];
  expect(nonce(first)).toBeTruthy();
  expect(nonce(first)).not.toBe(nonce(second));
  expect(first.headers.get("x-middleware-request-x-nonce")).toBe(nonce(first));
});

test("only files skip the proxy: anything else may be answered with a page", () => {
  const guarded = new RegExp(`^${config.matcher[0]}$`);
  for (const path of ["/", "/chat", "/chat.html", "/history/a.b", "/iconxsvg", "/_next/image", "/api/conversations"]) {
    expect([path, guarded.test(path)]).toEqual([path, true]);
  }
  for (const path of [
    "/icon.svg",
    "/icons/icon-192.png",
    "/manifest.webmanifest",
    "/worklets/capture.worklet.js",
    "/_next/static/chunks/a.js",
  ]) {
    expect([path, guarded.test(path)]).toEqual([path, false]);
  }
});
