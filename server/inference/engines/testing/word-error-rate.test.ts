import { expect, test } from "vitest";
import { wordErrorRate } from "./word-error-rate";

test.each([
  ["The train leaves at nine.", "the train leaves at nine", 0],
  ["The train leaves at nine.", "The train leaves at five.", 1 / 5],
  ["The train leaves at nine.", "Train leaves at nine now.", 2 / 5],
  ["It isn't here.", "It is here.", 1 / 3],
  ["One two.", "", 1],
])("%j heard as %j", (said, heard, rate) => expect(wordErrorRate(said, heard)).toBeCloseTo(rate));
