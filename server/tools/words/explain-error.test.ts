import { expect, it } from "vitest";
import { AppError } from "../../../lib/errors";
import chinese from "../../../messages/zh-TW.json";
import { explainError } from "./explain-error";

it("says a known error in the language of the terminal, with what only English says in detail", () => {
  expect(explainError(new AppError("not_found"), "zh-TW")).toBe(chinese.errors.not_found);
  expect(explainError(new AppError("not_found", "There is no user bo."), "zh-TW")).toMatch(
    /。\nThere is no user bo\.$/,
  );
  expect(explainError(new AppError("not_found", "There is no user bo."), "en")).toBe("There is no user bo.");
});

it("says any other error as it is", () => {
  expect(explainError(new Error("EACCES: no"), "zh-TW")).toBe("EACCES: no");
  expect(explainError("no", "en")).toBe("no");
});
