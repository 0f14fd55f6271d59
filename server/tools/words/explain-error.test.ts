import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { AppError, errorCatalogue } from "../../../lib/errors";
import chinese from "../../../messages/zh-TW.json";
import { explainError } from "./explain-error";
import { chineseRefusals } from "./refusals-zh-TW";

it("says a known error in the language of the terminal, with what only English says in detail", () => {
  expect(explainError(new AppError("not_found"), "zh-TW")).toBe(chinese.errors.not_found);
  expect(explainError(new AppError("not_found", "There is no user bo."), "zh-TW")).toMatch(
    /。\nThere is no user bo\.$/,
  );
  expect(explainError(new AppError("not_found", "There is no user bo."), "en")).toBe("There is no user bo.");
});

it.each([
  ["conflict", "The last admin stays an admin who can log in.", /^這是最後一位可以登入的管理員[^\n]*$/],
  ["not_found", "There is no such user.", /^沒有這個使用者。$/],
  ["conflict", "The user is disabled.", /^這個使用者已停用。$/],
  ["conflict", errorCatalogue.conflict.message, /^已經有同名的項目。$/],
  ["conflict", "Something that has no Chinese.", /^Something that has no Chinese\.$/],
] as const)("says the reason of a refusal, and no other: %s, %s", (code, message, said) => {
  expect(explainError(new AppError(code, message), "zh-TW")).toMatch(said);
});

it("knows no reason that nothing gives", () => {
  const records = readdirSync("server/records", { recursive: true, encoding: "utf8" });
  const files = records.filter((file) => /(?<!\.test)\.ts$/.test(file)).map((file) => `server/records/${file}`);
  const source = ["lib/errors.ts", ...files].map((file) => readFileSync(file, "utf8")).join("\n");
  expect(Object.keys(chineseRefusals).filter((reason) => !source.includes(reason))).toEqual([]);
});

it("says any other error as it is", () => {
  expect(explainError(new Error("EACCES: no"), "zh-TW")).toBe("EACCES: no");
  expect(explainError("no", "en")).toBe("no");
});
