import { expect, test } from "vitest";
import type { AlertKind } from "@/lib/alerts/alerts";
import { incidentHref, turnsHref } from "./alert-turns";
import { momentText } from "./history/history-filters";

const openedAtS = 1_793_959_200;
const targetsMs = { first_audio: 1_200 };
const before = (seconds: number) => encodeURIComponent(momentText(openedAtS - seconds));

test.each([
  ["error_rate", "", 1_800, `/history?from=${before(1_800)}&errors=1`],
  ["burn_rate", "errors", 3_600, `/history?from=${before(3_600)}&errors=1`],
  ["burn_rate", "first_audio", 21_600, `/history?from=${before(21_600)}&stage=first_audio&above=1200`],
  ["burn_rate", "stt", 3_600, `/history?from=${before(3_600)}&stage=stt`],
  ["p95", "first_audio", 900, `/history?from=${before(900)}&stage=first_audio&above=1500`],
  ["p95", "stt", 300, `/history?from=${before(300)}&stage=stt&above=1500`],
  ["disk", "", null, null],
] satisfies [AlertKind, string, number | null, string | null][])(
  "the turns of %s %s",
  (kind, subject, window_s, href) => {
    expect(turnsHref({ kind, subject, threshold: 1_500, window_s, opened_at_s: openedAtS }, targetsMs)).toBe(href);
  },
);

test("an incident has the turns of its time, of whatever it is", () => {
  const incident = { subject: "0", threshold: 0.9, opened_at_s: openedAtS, closed_at_s: openedAtS + 60 } as const;
  const until = encodeURIComponent(momentText(openedAtS + 60));
  expect(incidentHref({ ...incident, kind: "vram", window_s: null }, targetsMs)).toBe(
    `/history?from=${before(0)}&to=${until}`,
  );
  expect(incidentHref({ ...incident, kind: "p95", subject: "stt", threshold: 600, window_s: 900 }, targetsMs)).toBe(
    `/history?from=${before(900)}&to=${until}&stage=stt&above=600`,
  );
});
