import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createLogger } from "../observability/logger";
import { testHouse } from "../services/testing/test-house";
import { createLoginThrottle } from "./login-throttle";
import { checkLogin } from "./logins";

test("a refused login leaves its address in the log, and nothing that was typed", async () => {
  const house = testHouse();
  await house.person("ada");
  const log = new PassThrough();
  const loginThrottle = createLoginThrottle({ perNameAndAddress: 1, perName: 9, perAddress: 9, windowS: 300 });
  const runtime = { contextFor: house.as, loginThrottle, logger: createLogger("info", log) };
  const attempt = { username: "ada", password: "Tr0ub4dor", address: "10.0.0.7" };
  await expect(checkLogin(attempt, runtime)).rejects.toThrow();
  await expect(checkLogin(attempt, runtime)).rejects.toThrow();
  const written = String(log.read());
  const lines = written
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: "warn", event: "login_refused", reason: "bad_credentials", address: "10.0.0.7" },
    { level: "warn", event: "login_refused", reason: "rate_limited", address: "10.0.0.7" },
  ]);
  expect(written).not.toMatch(/ada|Tr0ub4dor/);
});
