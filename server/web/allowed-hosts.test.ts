import { describe, expect, test } from "vitest";
import { hostOfHeader } from "../platform/http/host";
import { createHostCheck } from "./allowed-hosts";

describe("hostOfHeader", () => {
  test.each([
    ["localhost:8000", "localhost"],
    ["LOCALHOST", "localhost"],
    ["[::1]:8000", "::1"],
    ["192.168.1.5", "192.168.1.5"],
    ["a b", null],
    ["evil.example:99999999", null],
    ["user@localhost", null],
    ["", null],
    [undefined, null],
  ])("%s → %s", (header, host) => expect(hostOfHeader(header)).toBe(host));
});

describe("createHostCheck", () => {
  const allowed = createHostCheck(["avatar.example"]);
  test.each(["localhost:8000", "127.0.0.1", "[::1]:1", "avatar.example"])("%s is this machine", (host) =>
    expect(allowed(host)).toBe(true),
  );
  test.each(["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", ""])("%s is not", (host) =>
    expect(allowed(host)).toBe(false),
  );
});
