import { expect, test } from "vitest";
import { typedLines } from "./typed-lines";

test("phrases, one a line", () => {
  expect(typedLines(" 信用卡 \r\n\n年費\n ")).toEqual(["信用卡", "年費"]);
});
