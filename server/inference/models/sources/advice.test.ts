import { expect, it } from "vitest";
import { fillIn } from "../../../platform/words/sentence";
import { unwritableFolder } from "./advice";

it.each([
  ["SQLITE_FULL", "The disk of the models' folder /m is full (SQLITE_FULL): make room,"],
  ["ENOSPC", "The disk of the models' folder /m is full (ENOSPC): make room,"],
  ["EACCES", "The models' folder /m can't be written (EACCES): give this user the right to write there,"],
])("%s", (code, words) => {
  expect(fillIn(unwritableFolder("/m", code))).toContain(words);
});
