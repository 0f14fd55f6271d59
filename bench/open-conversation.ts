/**
 * How long a conversation takes to open in the chat and in the history, in Chromium, by its number of turns.
 *   npx tsx bench/open-conversation.ts [turns of the long one, default 500] [times each, default 5]
 * Needs a build (`npm run build`) and a Chromium. The models are stand-ins. `usable`: from the navigation until the
 * newest words (chat) or the first (history) are visible and the dock is ready. `long tasks`: of the page's own thread,
 * until all turns are there.
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
  chat: {
    path: (id: string) => `/chat?session=${id}`,
    turns: "[data-testid=turn]",
    usable: async (page: Page, turns: number) => {
      await page.getByTestId("turn").getByText(`Answer ${turns}:`).waitFor();
      await page.locator("[data-dock=ready]").waitFor();
    },
  },
  history: {
    path: (id: string) => `/history?session=${id}`,
    turns: "article",
    usable: (page: Page) => page.getByText("Answer 1:").waitFor(),
  },
};

async function open(page: Page, url: string, kind: keyof typeof pages, id: string, turns: number): Promise<Opened> {
  const { path, turns: selector, usable } = pages[kind];
  await page.goto("about:blank");
  const beganAtMs = performance.now();
  await page.goto(url + path(id), { waitUntil: "commit", timeout: settledTimeoutMs });
  await usable(page, turns);
  const usableMs = performance.now() - beganAtMs;
  await page.waitForFunction(
    ([all, count]) => document.querySelectorAll(all).length >= count,
    [selector, turns] as const,
    {
      timeout: settledTimeoutMs,
    },
  );
  const settledMs = performance.now() - beganAtMs;
  await sleep(300);
  const longTasks = await takeLongTasks(page);
  const seen = await page.evaluate(() => ({
    nodes: document.getElementsByTagName("*").length,
    receivedBytes: [
      ...performance.getEntriesByType("navigation"),
      ...performance.getEntriesByType("resource").filter(({ name }) => name.includes("/api/")),
    ].reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
  }));
  return { usableMs, settledMs, longTasks, nodes: seen.nodes, receivedKib: seen.receivedBytes / 1024 };
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
