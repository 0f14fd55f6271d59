import { expect, test } from "vitest";
import { contentSecurityPolicy } from "./security-headers";

const page = { nonce: "bm9uY2U=", host: "avatar.lan:8000", development: false };

test("scripts run with the nonce or from this server, and never inline or by eval", () => {
  const policy = contentSecurityPolicy(page);
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1];
  expect(scripts).toBe("'self' 'nonce-bm9uY2U='");
  expect(policy).toContain("connect-src 'self' ws://avatar.lan:8000 wss://avatar.lan:8000");
  expect(policy).toContain("frame-ancestors 'none'");
});

test.each(["evil.example; script-src *", "a b", "a,b", "a\nb", ""])(
  "the host %j adds nothing to the policy",
  (host) => {
    expect(contentSecurityPolicy({ ...page, host })).toContain("connect-src 'self';");
  },
);
