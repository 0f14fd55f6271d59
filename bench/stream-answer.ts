/**
 * What the chat page does while a long Markdown answer streams in, in Chromium: the tasks of its main thread that the
 * browser calls long (over 50 ms). Target: none. The browser counts the time in which other programs had the processor,
 * so the CPU time of the task that needed most is shown, too: it hardly depends on what else runs.
 *   npx tsx bench/stream-answer.ts [times, default 5]
 * Needs a build (`npm run build`) and a Chromium. The models are stand-ins; a token comes every 10 ms, faster than any
 * model on this kind of machine writes. `aloud`: the words' ink also follows the sound.
 */
import { chromium, type Page } from "@playwright/test";
import { findChromium } from "../scripts/bootstrap/chromium.mjs";
import { startStandIns } from "../server/inference/engines/testing/start-stand-ins";
import { startRunningServer } from "../server/testing/running-server";
import { longestTaskCpuMs, taskCategory } from "./lib/main-thread-tasks";
import { measuredPage, takeLongTasks } from "./lib/measured-page";
import { oneForAll } from "./lib/one-person";
import { printTable, quantile } from "./lib/statistics";

/** Words that stand at the end of each answer and nowhere else. */
const end = "So much for that.";
const times = Number(process.argv[2] ?? 5);
const step = (number: number) =>
  `${number}. **Step ${number}**: bring form \`A-${number}\`, pay NT$1,${200 + number} and [ask](https://example.com) for Ms. Yu.`;
const code = Array.from({ length: 60 }, (_, line) => `const fee${line} = fees[${line}] ?? 0; // line ${line}`).join(
  "\n",
);
const table = Array.from({ length: 25 }, (_, row) => `| ${row} | form ${row} | NT$${row * 100} | window ${row % 9} |`);
const list = Array.from({ length: 40 }, (_, index) => step(index + 1)).join("\n");
const answers = {
  "prose, 120 sentences": "The branch opens at nine on weekdays, and you may come in at any time before three. ".repeat(
    120,
  ),
  "a list of 40 steps": list,
  "code of 60 lines": `Run this:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nThen wait.`,
  "a table of 25 rows": `These are the fees:\n\n| no. | what | fee | where |\n|---|---|---|---|\n${table.join("\n")}\n\nThat is all.`,
  "all of them": `# All\n\n${list}\n\n\`\`\`ts\n${code}\n\`\`\`\n\n| no. | what | fee | where |\n|---|---|---|---|\n${table.join("\n")}\n\nDone.`,
};

const standIns = await startStandIns({ llm: { stepLatencyMs: 10 } });
const avatar = await startRunningServer({
  AVATAR_STT_URL: standIns.stt.url,
  AVATAR_LLM_URL: standIns.llm.url,
  AVATAR_TTS_URL: standIns.tts.url,
  ...oneForAll,
});
const rows: string[][] = [];
const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: ["--no-sandbox"] });
try {
  await avatar.avatar("settings", "set", "typedReplyTokens", "4096");
  const page = await measuredPage(browser, avatar.url, avatar.admin);
  for (const [name, answer] of Object.entries(answers)) {
    for (const speech of ["never", "always"] as const) rows.push(await measure(page, name, answer, speech));
  }
} finally {
  await browser.close();
  await avatar.close();
  await standIns.close();
}
printTable(
  ["answer", "read", "characters", "seconds", "long tasks", "the longest, ms", "most CPU in a task, ms"],
  rows,
);

async function measure(page: Page, name: string, answer: string, speech: "never" | "always"): Promise<string[]> {
  const longest: number[] = [];
  const counts: number[] = [];
  const seconds: number[] = [];
  const cpu: number[] = [];
  for (let time = 0; time < times; time++) {
    await standIns.llm.configure({ answers: [`${answer}\n\n${end}`], stepLatencyMs: 10 });
    await page.goto(`${avatar.url}/chat`);
    await page.locator("[data-dock=ready]").waitFor();
    for (let press = 0; (await page.getByTestId("reply-speech").getAttribute("data-choice")) !== speech; press++) {
      if (press > 3) throw new Error("The loudspeaker's switch does not reach its choice.");
      await page.keyboard.press("s");
    }
    await page.getByRole("textbox").fill("How is it done?");
    await takeLongTasks(page);
    await browser.startTracing(page, { categories: [taskCategory] });
    const beganAtMs = performance.now();
    await page.keyboard.press("Enter");
    const turn = page.getByTestId("turn");
    await turn.waitFor();
    // The end of the text is waited for: a long answer may sound for minutes after it.
    await page.waitForFunction(
      (last) => document.querySelector("[data-testid=reply]")?.textContent?.includes(last) ?? false,
      end,
      { timeout: 300_000, polling: 250 },
    );
    seconds.push((performance.now() - beganAtMs) / 1000);
    cpu.push(longestTaskCpuMs(await browser.stopTracing()));
    const tasks = await takeLongTasks(page);
    longest.push(Math.max(0, ...tasks));
    counts.push(tasks.length);
  }
  const median = (values: number[]) => quantile(values, 0.5);
  const row = [
    name,
    speech === "never" ? "in silence" : "aloud",
    `${answer.length}`,
    median(seconds).toFixed(0),
    median(counts).toFixed(0),
    median(longest).toFixed(0),
    median(cpu).toFixed(0),
  ];
  process.stderr.write(`${row.join(" · ")}\n`);
  return row;
}
