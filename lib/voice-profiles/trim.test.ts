import { describe, expect, test } from "vitest";
import { maxPartS, movedPart, shownPart } from "./trim";

const part = { startS: 10, endS: 18 };

describe("the handles of a part", () => {
  test("move freely within the recording", () => {
    expect(movedPart(part, "start", 12.5, 60)).toEqual({ startS: 12.5, endS: 18 });
    expect(movedPart(part, "end", 20, 60)).toEqual({ startS: 10, endS: 20 });
    expect(movedPart(part, "part", 30, 60)).toEqual({ startS: 30, endS: 38 });
  });

  test("stop at the recording's ends and a second before each other", () => {
    expect(movedPart(part, "start", 40, 60)).toEqual({ startS: 17, endS: 18 });
    expect(movedPart(part, "end", 2, 60)).toEqual({ startS: 10, endS: 11 });
    expect(movedPart(part, "end", 90, 20)).toEqual({ startS: 20 - 10, endS: 20 });
    expect(movedPart(part, "part", -5, 60)).toEqual({ startS: 0, endS: 8 });
    expect(movedPart(part, "part", 59, 60)).toEqual({ startS: 52, endS: 60 });
  });

  test("take the other one along beyond the longest part", () => {
    expect(movedPart(part, "start", 2, 60)).toEqual({ startS: 2, endS: 2 + maxPartS });
    expect(movedPart(part, "end", 40, 60)).toEqual({ startS: 40 - maxPartS, endS: 40 });
  });

  test("a recording shorter than the least part is kept whole", () => {
    expect(movedPart({ startS: 0, endS: 0.6 }, "start", 0.4, 0.6)).toEqual({ startS: 0, endS: 0.6 });
    expect(movedPart({ startS: 0, endS: 0.6 }, "end", 0.1, 0.6)).toEqual({ startS: 0, endS: 0.6 });
  });
});

test("of a long recording the surroundings of the part are shown, of a short one all", () => {
  expect(shownPart(part, 25, true)).toEqual({ startS: 0, endS: 25 });
  expect(shownPart({ startS: 100, endS: 110 }, 300, true)).toEqual({ startS: 90, endS: 120 });
  expect(shownPart({ startS: 0, endS: 8 }, 300, true)).toEqual({ startS: 0, endS: 30 });
  expect(shownPart({ startS: 0, endS: 8 }, 300, false)).toEqual({ startS: 0, endS: 300 });
});
