import { expect, test } from "vitest";
import type { AlertKind } from "@/lib/alerts/alerts";
import { turnsHref } from "./alert-turns";
import { momentText } from "./history/history-filters";

const openedAtS = 1_793_959_200;
const before = (seconds: number) => encodeURIComponent(momentText(openedAtS - seconds));

test.each([
  ["error_rate", "", `/history?from=${before(900)}&errors=1`],
  ["burn_rate", "errors", `/history?from=${before(3_600)}&errors=1`],
  ["burn_rate", "first_audio", `/history?from=${before(3_600)}`],
  ["p95", "first_audio", `/history?from=${before(900)}&above=1500`],
  ["p95", "stt", `/history?from=${before(900)}`],
  ["disk", "", null],
] satisfies [AlertKind, string, string | null][])("the turns of %s %s", (kind, subject, href) => {
  expect(turnsHref({ kind, subject, threshold: 1_500, opened_at_s: openedAtS })).toBe(href);
});
