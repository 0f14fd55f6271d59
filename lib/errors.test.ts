import { expect, test } from "vitest";
import { AppError, publicError } from "./errors";

test("an error's headers say when to come back and how to log in", () => {
  expect(publicError(new AppError("rate_limited", undefined, { retryAfterS: 12.2 })).headers["retry-after"]).toBe("13");
  expect(publicError(new AppError("rate_limited")).headers["retry-after"]).toBe("1");
  expect(publicError(new AppError("at_capacity", undefined, { retryAfterS: 0 })).headers["retry-after"]).toBe("1");
  expect(publicError(new AppError("unauthorized")).headers).toEqual({
    "cache-control": "no-store",
    "www-authenticate": "Bearer",
  });
  expect(publicError(new Error("secret"))).toMatchObject({ status: 500, headers: { "cache-control": "no-store" } });
});
