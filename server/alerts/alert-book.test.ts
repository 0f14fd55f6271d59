import { expect, test } from "vitest";
import { defaultAlertTargets } from "../../lib/alerts/targets";
import { type RecentTurn, trafficReadings } from "../../lib/alerts/traffic";
import { AlertBook } from "./alert-book";

const beginS = 1_000_000;
const turn = (atS: number, ms: number): RecentTurn => ({ atS, outcome: "completed", stages: { first_audio: ms } });

/** What the turns say at a time, seconds after the beginning, taken by the book. */
function take(book: AlertBook, turns: readonly RecentTurn[], afterS: number, targets = defaultAlertTargets) {
  const wallS = beginS + afterS;
  book.take(trafficReadings(turns, targets, wallS), { wallS, monotonicS: afterS });
}

test("an open alert's limit and window are those of its latest value, the incident's those of the opening", () => {
  const book = new AlertBook([], 0);
  const open = () => book.open().filter(({ kind }) => kind === "burn_rate");
  // All turns of an hour are slow, later every third: first the fast pair of windows burns, then only the slow one.
  const turns = Array.from({ length: 520 }, (_, minute) => {
    const isSlow = minute < 360 ? minute >= 300 : minute % 3 === 0;
    return turn(beginS + (minute - 360) * 60, isSlow ? 5_000 : 100);
  });
  take(book, turns, 0);
  const opening = { threshold: 14.4, windowS: 3_600 };
  expect(open()).toMatchObject([{ value: 20, ...opening, latest: { value: 20, ...opening } }]);
  take(book, turns, 9_600);
  const [burning] = open();
  expect(burning).toMatchObject({ value: 20, ...opening, latest: { threshold: 6, windowS: 21_600 }, isBack: false });
  expect(burning?.latest?.value).toBeGreaterThan(6);
});

test("a target that is changed while its alert is open is the limit that it is shown beside", () => {
  const book = new AlertBook([], 0);
  const turns = (ms: number) => Array.from({ length: 200 }, (_, index) => turn(beginS - 800 + index * 4, ms));
  take(book, turns(2_000), 0);
  take(book, turns(2_000), 60);
  const { first_audio: threshold } = defaultAlertTargets.p95Ms;
  expect(book.open()).toContainEqual(
    expect.objectContaining({ kind: "p95", threshold, latest: { value: 2_000, threshold, windowS: 900 } }),
  );
  const stricter = { ...defaultAlertTargets, windowMinutes: 60 };
  take(book, turns(1_000), 62, { ...stricter, p95Ms: { ...stricter.p95Ms, first_audio: 800 } });
  const latest = { value: 1_000, threshold: 800, windowS: 3_600 };
  expect(book.open()).toContainEqual(expect.objectContaining({ kind: "p95", threshold, windowS: 900, latest }));
});

test("what is about to open is forgotten once nothing can be said of it any more, and begins anew", () => {
  const book = new AlertBook([], 0);
  const slow = Array.from({ length: 20 }, (_, index) => turn(beginS - 890 + index * 40, 5_000));
  const pending = () => book.pending().map(({ kind }) => kind);
  take(book, slow, 0);
  expect(pending()).toEqual(["p95"]);
  // The first turns are out of the window: the others are too few.
  take(book, slow, 60);
  expect(pending()).toEqual([]);
  const more = [...slow, ...Array.from({ length: 20 }, (_, index) => turn(beginS + 100 + index, 5_000))];
  take(book, more, 120);
  expect(pending()).toEqual(["p95"]);
  expect(book.open().filter(({ kind }) => kind === "p95")).toEqual([]);
});
