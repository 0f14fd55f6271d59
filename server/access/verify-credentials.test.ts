import { expect, test } from "vitest";
import { AppError, errorCodeOf } from "../../lib/errors";
import { openTestDb } from "../records/testing/test-db";
import { disableUser } from "../records/users/disable-user";
import { createLoginThrottle } from "./login-throttle";
import { hashPassword, verifyPassword } from "./passwords";
import { verifyCredentials } from "./verify-credentials";

const limits = { perNameAndAddress: 3, perName: 4, perAddress: 6, windowS: 300 };

async function door() {
  const fixture = openTestDb();
  const throttle = createLoginThrottle(limits);
  await fixture.person("boss", "admin");
  await fixture.person("ada");
  const knock = async (username: string, password: string, address = "10.0.0.1") => {
    try {
      await verifyCredentials({ username, password, address }, { db: fixture.system.db, loginThrottle: throttle });
      return "in";
    } catch (error) {
      return errorCodeOf(error);
    }
  };
  return { ...fixture, knock };
}

test("an unknown name and a wrong password are refused alike; who is disabled is told so, with the right password alone", async () => {
  const { knock, system } = await door();
  expect(await knock("ada", "correct horse")).toBe("in");
  expect(await knock(" ADA ", "correct horse")).toBe("in");
  expect(await knock("ada", "wrong")).toBe("bad_credentials");
  expect(await knock("nobody", "correct horse")).toBe("bad_credentials");
  expect(await knock("ada", "x".repeat(100_000))).toBe("bad_credentials");
  await disableUser(system, { username: "ada" });
  expect(await knock("ada", "wrong", "10.0.0.2")).toBe("bad_credentials");
  expect(await knock("ada", "correct horse", "10.0.0.2")).toBe("account_disabled");
});

test("accents in a name match however the keyboard composes them", async () => {
  const { knock, person } = await door();
  await person("zoé");
  expect(await knock("zoe\u0301", "correct horse")).toBe("in");
});

test("attempts on one name from one address are limited, even with the right password; other addresses are not affected", async () => {
  const { knock } = await door();
  for (let i = 0; i < 3; i++) expect(await knock("ada", "wrong")).toBe("bad_credentials");
  expect(await knock("Ada", "correct horse")).toBe("rate_limited");
  expect(await knock("ada", "correct horse", "10.0.0.9")).toBe("in");
  expect(await knock("boss", "correct horse")).toBe("in");
});

test("attempts on one name from many addresses are limited, except from addresses where it has logged in", async () => {
  const { knock } = await door();
  expect(await knock("ada", "correct horse", "10.0.0.1")).toBe("in");
  for (let i = 0; i < 4; i++) expect(await knock("ada", "wrong", `10.0.1.${i}`)).toBe("bad_credentials");
  expect(await knock("ada", "correct horse", "10.0.0.2")).toBe("rate_limited");
  expect(await knock("ada", "correct horse", "10.0.0.1")).toBe("in");
  expect(await knock("boss", "correct horse", "10.0.0.2")).toBe("in");
});

test("further attempts from a blocked address do not use up the name for others", async () => {
  const { knock } = await door();
  for (let i = 0; i < 5; i++) await knock("ada", "wrong", "10.0.9.9");
  expect(await knock("ada", "correct horse", "10.0.0.1")).toBe("in");
});

test("attempts from one address are limited, whatever the names", async () => {
  const { knock } = await door();
  for (let i = 0; i < 6; i++) expect(await knock(`guess${i}`, "wrong")).toBe("bad_credentials");
  expect(await knock("ada", "correct horse")).toBe("rate_limited");
  expect(await knock("ada", "correct horse", "::ffff:10.0.0.1")).toBe("rate_limited");
  expect(await knock("ada", "correct horse", "10.0.0.2")).toBe("in");
});

test("all addresses of one IPv6 /64 network count as one", async () => {
  const { knock } = await door();
  for (let i = 0; i < 6; i++) expect(await knock(`guess${i}`, "wrong", `2001:db8::${i}`)).toBe("bad_credentials");
  expect(await knock("ada", "correct horse", "2001:db8:0:0:ffff::1")).toBe("rate_limited");
  expect(await knock("ada", "correct horse", "2001:db8:0:1::1")).toBe("in");
});

test("parallel attempts do not outrun the count", async () => {
  const { knock } = await door();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => knock("ada", "wrong", `10.0.1.${i}`)));
  expect(answers.filter((answer) => answer === "bad_credentials")).toHaveLength(limits.perName);
});

test("the right password resets the count", async () => {
  const { knock } = await door();
  for (let round = 0; round < 5; round++) {
    expect(await knock("ada", "wrong")).toBe("bad_credentials");
    expect(await knock("ada", "correct horse")).toBe("in");
  }
});

test("passwords are stored as Argon2id with the stated parameters, each with its own salt", async () => {
  const [first, second] = [await hashPassword("correct horse"), await hashPassword("correct horse")];
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(first).not.toBe(second);
  expect(await verifyPassword(first, "correct horse")).toBe(true);
  expect(await verifyPassword(first, "Correct horse")).toBe(false);
  expect(await verifyPassword(null, "correct horse")).toBe(false);
});

test("the same characters typed on another keyboard are the same password", async () => {
  const composed = await hashPassword("caf\u00e9 au lait");
  expect(await verifyPassword(composed, "cafe\u0301 au lait")).toBe(true);
});

test("a refusal says when to come back", async () => {
  const throttle = createLoginThrottle({ perNameAndAddress: 1, perName: 9, perAddress: 9, windowS: 300 });
  await throttle.attempt("ada", "10.0.0.1");
  const refusal = await throttle.attempt("ada", "10.0.0.1").catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(AppError);
  const { message, retryAfterS } = refusal as AppError;
  expect([299, 300]).toContain(retryAfterS);
  expect(message).toMatch(new RegExp(` in ${retryAfterS} s\\.$`));
});
