import { NextIntlClientProvider } from "next-intl";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { PeriodReport } from "@/lib/metrics/kept-numbers";
import messages from "@/messages/en.json";
import { DayBars } from "./day-bars";

test("a day without turns has its zero; one that is still to come has nothing to say", () => {
  const beginS = Date.UTC(2026, 10, 1) / 1_000;
  const days = [4, 0, 0].map((count, index) => ({ from_s: beginS + index * 86_400, count }));
  const children = createElement(DayBars, { period: { days } as PeriodReport, untilS: beginS + 2 * 86_400 });
  const intl = { locale: "en" as const, timeZone: "UTC", messages, children };
  const html = renderToStaticMarkup(createElement(NextIntlClientProvider, intl));
  const said = [...html.matchAll(/sr-only">([^<]*)</g)].map(([, text]) => text);
  expect(said).toHaveLength(2);
  expect(said[1]).toMatch(/November 2, 2026.*0 turns/);
  expect(html.match(/<li/g)).toHaveLength(3);
});
