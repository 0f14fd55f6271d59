import { expect, test } from "vitest";
import { readStartOptions } from "./start-options";

test("the option is read with and without a positional argument, and an unknown option is named", () => {
  expect(readStartOptions([])).toEqual({ acceptNewDatabase: false });
  expect(readStartOptions(["start", "--accept-new-database"])).toEqual({ acceptNewDatabase: true });
  expect(() => readStartOptions(["--accept-new-databse"])).toThrow("--accept-new-databse");
});
