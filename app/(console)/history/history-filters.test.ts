import { expect, it } from "vitest";
import { historyFilterSchema } from "@/lib/history-filter";
import { filterQuery, filtersOf, momentText, slowTurns, turnsBetween, unreadableFilters } from "./history-filters";

it("reads what an address can mean, and leaves the rest out", () => {
  const address =
    "q=x&person=ada&from=2026-02-28&to=2026-02-30&language=fr&rating=up&errors=1&interrupted=yes&above=1500";
  expect(filtersOf(new URLSearchParams(address))).toEqual({
    person: "ada",
    from: "2026-02-28",
    rating: "up",
    errors: "1",
    above: "1500",
  });
});

it("names what it could not read", () => {
  const address = "q=x&person=ada&from=2026-13-45&to=&above=abc&rating=x&errors=1&session=s";
  expect(unreadableFilters(new URLSearchParams(address))).toEqual(["from", "rating", "above"]);
});

it("asks the server for whole days of the reader, the last one included", () => {
  const query = filterQuery("會議", { from: "2026-03-01", to: "2026-03-01", tag: "3" });
  const asked = historyFilterSchema.parse(Object.fromEntries(query));
  expect(asked).toMatchObject({ q: "會議", tag: 3 });
  expect(new Date((asked.from ?? 0) * 1000)).toEqual(new Date(2026, 2, 1));
  expect(new Date((asked.to ?? 0) * 1000)).toEqual(new Date(2026, 2, 2));
});

it("is the same request however the address was put together", () => {
  const [a, b] = ["rating=up&voice=7", "voice=7&rating=up"].map((each) => filtersOf(new URLSearchParams(each)));
  expect(String(filterQuery("", a ?? {}))).toBe(String(filterQuery("", b ?? {})));
});

it("takes moments too, which a chart's point leads to: the end is not included", () => {
  const fromS = new Date(2026, 10, 29, 13, 5).getTime() / 1000;
  expect(momentText(fromS)).toBe("2026-11-29T13:05");
  const query = filterQuery("", { from: momentText(fromS), to: momentText(fromS + 900) });
  expect(Object.fromEntries(query)).toEqual({ from: String(fromS), to: String(fromS + 900) });
  expect(unreadableFilters(new URLSearchParams("from=2026-11-29T24:00&to=2026-11-29T13"))).toEqual(["from", "to"]);
});

it("a chart's point leads to the slow turns of its step and stage", () => {
  const fromS = new Date(2026, 10, 29, 13, 5).getTime() / 1000;
  const href = turnsBetween(fromS, fromS + 90, slowTurns("ttft", 830));
  const parameters = new URL(href, "http://localhost").searchParams;
  expect(filtersOf(parameters)).toEqual({
    from: "2026-11-29T13:05",
    to: "2026-11-29T13:07",
    stage: "ttft",
    above: "800",
  });
  expect(turnsBetween(fromS, null)).toBe(`/history?from=${encodeURIComponent("2026-11-29T13:05")}`);
  // A percentile may say 1 % more than any turn took.
  expect([slowTurns("stt", 806), slowTurns("stt", 90)]).toEqual([{ stage: "stt", above: "600" }, { stage: "stt" }]);
  expect(unreadableFilters(new URLSearchParams("stage=lunch&above=800"))).toEqual(["stage"]);
});
