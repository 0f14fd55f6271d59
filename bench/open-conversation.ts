/**
 * How long a conversation takes to open in the chat and in the history, in Chromium, by its number of turns.
 *   npx tsx bench/open-conversation.ts [turns of the long one, default 500] [times each, default 5]
 * Needs a build (`npm run build`) and a Chromium. The models are stand-ins. `usable`: from the navigation until the
 * frame in which the newest words (chat) or the first (history) are there and the dock is ready, by the page's own clock:
 * Playwright looks only every half second. `long tasks`: of the page's own thread, until all turns are there.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Page } from "@playwright/test";
import { findChromium } from "../scripts/bootstrap/chromium.mjs";
import { startStandIns } from "../server/inference/engines/testing/start-stand-ins";
import { startRunningServer } from "../server/testing/running-server";
import { measuredPage, takeLongTasks } from "./lib/measured-page";
import { oneForAll } from "./lib/one-person";
import { seedHistory } from "./lib/seeded-history";
import { printTable, quantile } from "./lib/statistics";

const longTurns = Number(process.argv[2] ?? 500);
const times = Number(process.argv[3] ?? 5);
const shortTurns = 5;
/** Turns whose texts are all in the page this long after it was usable are counted. */
const settledTimeoutMs = 120_000;

/** Markdown as models write it: a paragraph, a list, and now and then a table or code. */
function answer(turn: number): string {
  const list = ["fill in the form", "show a proof of **identity**", "wait for the letter"].map((step) => `- ${step}`);
  const extra = turn % 10 === 0 ? "\n\n| what | when |\n| --- | --- |\n| form | today |\n| letter | next week |" : "";
  return `Answer ${turn}: this is how it is done, step by step.\n\n${list.join("\n")}${extra}\n\nAsk again if it is not clear.`;
}

interface Opened {
  usableMs: number;
  settledMs: number;
  longTasks: number[];
  nodes: number;
  receivedKib: number;
}

const pages = {
  chat: { turns: "[data-testid=turn]", words: "[data-testid=turn]:last-child", dock: "[data-dock=ready]" },
  history: { turns: "article", words: "article", dock: "article" },
};
type Kind = keyof typeof pages;

/** Has the page note when it was usable and when all turns were there. Functions in it have no names: tsx would add to them. */
async function watchOpening(page: Page): Promise<void> {
  await page.addInitScript((selectors) => {
    const times: { usableMs?: number; settledMs?: number } = {};
    Object.assign(window, { times });
    const { turns, words, dock } = selectors[location.pathname.slice(1) as Kind] ?? {};
    if (!turns || !words || !dock) return;
    const count = Number(new URLSearchParams(location.search).get("turns"));
    const last = words === turns ? "Answer 1:" : `Answer ${count}:`;
    new MutationObserver((_, observer) => {
      if (times.usableMs === undefined) {
        if (!document.querySelector(dock) || !document.querySelector(words)?.textContent?.includes(last)) return;
        times.usableMs = 0;
        requestAnimationFrame(() => (times.usableMs = performance.now()));
      }
      if (document.querySelectorAll(turns).length < count) return;
      observer.disconnect();
      requestAnimationFrame(() => (times.settledMs = performance.now()));
    }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-dock"] });
  }, pages);
}

async function open(page: Page, url: string, kind: Kind, id: string, turns: number): Promise<Opened> {
  await page.goto("about:blank");
  await page.goto(`${url}/${kind}?session=${id}&turns=${turns}`, { waitUntil: "commit", timeout: settledTimeoutMs });
  await page.waitForFunction(() => (window as unknown as Watched).times.settledMs, null, {
    timeout: settledTimeoutMs,
    polling: 250,
  });
  await sleep(300);
  const longTasks = await takeLongTasks(page);
  const seen = await page.evaluate(() => ({
    times: (window as unknown as Watched).times,
    nodes: document.getElementsByTagName("*").length,
    receivedBytes: [
      ...performance.getEntriesByType("navigation"),
      ...performance.getEntriesByType("resource").filter(({ name }) => name.includes("/api/")),
    ].reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
  }));
  return { ...seen.times, longTasks, nodes: seen.nodes, receivedKib: seen.receivedBytes / 1024 };
}

interface Watched {
  times: { usableMs: number; settledMs: number };
}

const standIns = await startStandIns();
const avatar = await startRunningServer({
  AVATAR_STT_URL: standIns.stt.url,
  AVATAR_LLM_URL: standIns.llm.url,
  AVATAR_TTS_URL: standIns.tts.url,
  ...oneForAll,
});
seedHistory(avatar.dataDir, { name: "short", sessionCount: 1, turnsEach: shortTurns, answer });
seedHistory(avatar.dataDir, { name: "long", sessionCount: 1, turnsEach: longTurns, answer });
const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: ["--no-sandbox"] });
const page = await measuredPage(browser, avatar.url, avatar.admin);
await watchOpening(page);
page.setDefaultTimeout(settledTimeoutMs);

const rows: string[][] = [];
try {
  await measure();
} finally {
  await browser.close();
  await avatar.close();
  await standIns.close();
}
printTable(
  [
    "page",
    "usable, ms",
    "of the short one",
    "all turns there, ms",
    "longest task, ms",
    "long tasks together, ms",
    "elements",
    "KiB",
  ],
  rows,
);

async function measure(): Promise<void> {
  for (const kind of ["chat", "history"] as const) {
    const medians: number[] = [];
    for (const [name, turns] of [
      ["short", shortTurns],
      ["long", longTurns],
    ] as const) {
      const opened: Opened[] = [];
      // The first visit warms the server's code and the browser's cache.
      for (let time = 0; time <= times; time++) {
        const one = await open(page, avatar.url, kind, `${name}-0`, turns);
        if (time > 0) opened.push(one);
      }
      const median = (of: (one: Opened) => number) => quantile(opened.map(of), 0.5);
      medians.push(median(({ usableMs }) => usableMs));
      rows.push([
        `${kind}, ${turns} turns`,
        median(({ usableMs }) => usableMs).toFixed(0),
        `${((medians.at(-1) ?? 0) / (medians[0] ?? 1)).toFixed(2)}`,
        median(({ settledMs }) => settledMs).toFixed(0),
        median(({ longTasks }) => Math.max(0, ...longTasks)).toFixed(0),
        median(({ longTasks }) => longTasks.reduce((sum, ms) => sum + ms, 0)).toFixed(0),
        median(({ nodes }) => nodes).toFixed(0),
        median(({ receivedKib }) => receivedKib).toFixed(0),
      ]);
      process.stderr.write(`${rows.at(-1)?.join(" · ")}\n`);
    }
  }
}
