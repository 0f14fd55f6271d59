/**
 * How long the dashboard takes to open with the numbers of 30 days, in Chromium.
 *   npx tsx bench/open-dashboard.ts [turns a day, default 1000] [times each, default 7]
 * Needs a build (`npm run build`) and a Chromium. The models are stand-ins. By the page's own clock, from the navigation:
 * `server`: until the first byte; `tiles`: until the frame in which the levels are there; `live`: in which what runs now
 * is there; `charts`: in which they have their numbers, drawn as far as they are near the visible part.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Page } from "@playwright/test";
import { metricRanges } from "../lib/metrics/kept-numbers";
import { findChromium } from "../scripts/bootstrap/chromium.mjs";
import { startStandIns } from "../server/inference/engines/testing/start-stand-ins";
import { openDatabase } from "../server/platform/db/connection";
import { startRunningServer } from "../server/testing/running-server";
import { measuredPage, takeLongTasks } from "./lib/measured-page";
import { seedHistory } from "./lib/seeded-history";
import { seedMetrics } from "./lib/seeded-metrics";
import { printTable, quantile } from "./lib/statistics";

const turnsADay = Number(process.argv[2] ?? 1_000);
const times = Number(process.argv[3] ?? 7);
const turnsEach = 10;

interface Opened {
  serverMs: number;
  tilesMs: number;
  liveMs: number;
  chartsMs: number;
  longestTaskMs: number;
}

/** Has the page note its frames. Functions in it have no names: tsx would add to them. */
async function watchOpening(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const parts = { tilesMs: "main li[data-level]", liveMs: "[data-line=live]", chartsMs: "main figure" };
    const times: Record<string, number> = {};
    Object.assign(window, { times });
    new MutationObserver((_, observer) => {
      for (const [part, selector] of Object.entries(parts)) {
        if (part in times || !document.querySelector(selector)) continue;
        times[part] = 0;
        requestAnimationFrame(() => (times[part] = performance.now()));
      }
      if (Object.keys(times).length === Object.keys(parts).length) observer.disconnect();
    }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-line"] });
  });
}

async function open(page: Page, url: string): Promise<Opened> {
  await page.goto("about:blank");
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForFunction(() => {
    const { tilesMs, liveMs, chartsMs } = (window as unknown as { times: Record<string, number> }).times;
    return tilesMs && liveMs && chartsMs;
  });
  await sleep(500);
  const longTasks = await takeLongTasks(page);
  const { times: seen, serverMs } = await page.evaluate(() => ({
    times: (window as unknown as { times: Omit<Opened, "serverMs" | "longestTaskMs"> }).times,
    serverMs: (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming).responseStart,
  }));
  return { ...seen, serverMs, longestTaskMs: Math.max(0, ...longTasks) };
}

const standIns = await startStandIns();
const avatar = await startRunningServer({
  AVATAR_STT_URL: standIns.stt.url,
  AVATAR_LLM_URL: standIns.llm.url,
  AVATAR_TTS_URL: standIns.tts.url,
});
const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: ["--no-sandbox"] });
try {
  seedHistory(avatar.dataDir, { sessionCount: (30 * turnsADay) / turnsEach, turnsEach });
  const { db, close } = openDatabase(join(avatar.dataDir, "app.db"));
  await seedMetrics(db, turnsADay, Math.floor(Date.now() / 1_000));
  close();
  const page = await measuredPage(browser, avatar.url, avatar.admin);
  await watchOpening(page);
  const rows: string[][] = [];
  for (const range of metricRanges) {
    const opened: Opened[] = [];
    // The first visit warms the server's code and the browser's cache.
    for (let time = 0; time <= times; time++) {
      const one = await open(page, `${avatar.url}/dashboard?range=${range}`);
      if (time > 0) opened.push(one);
    }
    const median = (of: keyof Opened) =>
      quantile(
        opened.map((one) => one[of]),
        0.5,
      ).toFixed(0);
    const highest = Math.max(...opened.map(({ chartsMs }) => chartsMs)).toFixed(0);
    const parts = ["serverMs", "tilesMs", "liveMs", "chartsMs"] as const;
    rows.push([range, ...parts.map(median), highest, median("longestTaskMs")]);
  }
  printTable(["medians, ms", "server", "tiles", "live", "charts", "charts, highest", "longest task"], rows);
} finally {
  await browser.close();
  await avatar.close();
  await standIns.close();
}
