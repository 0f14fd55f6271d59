import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import DatabaseDriver from "better-sqlite3";
import { spokenSentences } from "../server/inference/engines/testing/spoken-audio";
import { audioChunks, type ChatClient, connectPlain, withSilence } from "../server/testing/chat-client";
import { expect, test } from "./fixtures/test";

// The models are stand-ins that say what the test wants; voice detection, sound files, queue and command line are real.
test.use({ environment: { AVATAR_TEST_HOUSE: "replay-story" } });
test.setTimeout(240_000);
test.use({ actionTimeout: 20_000 });

const questions = ["請問信用卡的年費是多少", "第二年也要付嗎", "那我要去哪間銀行辦理"];
const answers = ["年費是一千八百元。", "第二年免年費。", "任何一間分行都可以。"];
const meant = "那我要去哪間銀行辦理？";

/** Says one sentence into the conversation and waits until its turn is over. */
async function say(client: ChatClient, sentence: Parameters<typeof withSilence>[0], turn: number): Promise<void> {
  const pcm = withSilence(sentence, 16_000, { before: 300, after: 1_500 });
  for (const chunk of audioChunks(pcm, 16_000, 300)) client.send(chunk);
  await client.waitFor("turn_completed", () => true, turn);
}

/** The command line, as a program of its own beside the server. */
function avatar(dataDir: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const entry = fileURLToPath(new URL("../dist/avatar.js", import.meta.url));
  const env = { ...process.env, AVATAR_DATA_DIR: dataDir };
  return new Promise((resolve) => {
    execFile(process.execPath, [entry, "replay", ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out: out + err }),
    );
  });
}

test("QA finds a turn, mends it, runs three again while somebody talks, catches a regression, and cleans up", async ({
  page,
  server,
  logInAs,
  historyPage,
}) => {
  const { stt, llm } = server.standIns;
  const staff = await server.addPerson("staff");
  const spoken = await spokenSentences(questions, "zh-TW");
  const connect = async (name: string) => {
    const client = await connectPlain(server.url, await server.createToken(name));
    client.send({ type: "session_start", language: "zh-TW" });
    await client.waitFor("session_started");
    return client;
  };
  const client = await connect(staff.username);
  for (const [index, sentence] of spoken.entries()) {
    await stt.configure({ answer: questions[index] ?? "" });
    await llm.configure({ answer: answers[index] ?? "" });
    await say(client, sentence, index + 1);
  }
  const { session_id: sessionId } = await client.waitFor("session_started");
  client.close();

  // Found by a word of two characters; both sides are heard.
  const { username: qa } = await logInAs("qa");
  await historyPage.goto();
  await historyPage.search.fill("銀行");
  await expect(historyPage.rows.locator("mark")).toHaveText("銀行");
  await historyPage.rows.click();
  const turn = historyPage.turn(3);
  await expect(turn.locator("mark").first()).toHaveText("銀行");
  await expect(turn).toBeInViewport({ ratio: 0.9 });
  await turn.getByRole("button", { name: "Play", exact: true }).click();
  const position = turn.getByRole("slider", { name: "Position" });
  // To the end of the axis, where only the reply is.
  const endS = (await position.getAttribute("aria-valuemax")) ?? "";
  await expect(position).toHaveAttribute("aria-valuenow", endS);

  // Corrected, tagged.
  await turn.getByRole("button", { name: "Correct the transcript" }).click();
  await turn.getByRole("textbox", { name: "What was really said" }).fill(meant);
  await page.keyboard.press("Control+Enter");
  await expect(turn.getByText("Corrected by You")).toBeVisible();
  await turn.getByRole("button", { name: "Add a tag" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Misheard" }).click();
  await expect(turn.getByRole("button", { name: "Remove tag Misheard" })).toBeVisible();

  // Three turns into a set.
  await page.goto("/replay");
  await page.getByRole("button", { name: "New set" }).click();
  await page.getByLabel("Name of the set").fill("信用卡");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "信用卡", level: 1 })).toBeVisible();
  const setUrl = page.url();
  await page.goto(`/history?session=${sessionId}`);
  const dialog = page.getByRole("dialog");
  for (const number of [1, 2, 3]) {
    await historyPage.turn(number).getByRole("button", { name: "Add to a replay set" }).click();
    await dialog.getByRole("button", { name: "信用卡" }).click();
    await expect(dialog.getByRole("status")).toContainText("1 turn was added");
    await dialog.getByRole("button", { name: "Close" }).first().click();
  }
  await page.goto(setUrl);
  const cases = page.getByRole("region", { name: "Cases" });
  await expect(cases.getByRole("listitem")).toHaveCount(3);
  const first = cases.getByRole("listitem").filter({ hasText: questions[0] });
  await first.getByRole("button", { name: "What it expects" }).click();
  await dialog.getByLabel("The reply must contain").fill("年費");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(first).toContainText("contains “年費”");

  // Somebody talks: the run waits, and says so.
  const colleague = await connect(staff.username);
  await llm.configure({ firstLatencyMs: 120_000 });
  await llm.forgetCalls();
  colleague.send({ type: "text_input", text: "您好" });
  await llm.waitForCalls(1);
  const newRun = async (name: string, prompt: string) => {
    await page.getByRole("button", { name: "New run" }).click();
    await dialog.getByLabel("Name of the run").fill(name);
    await dialog.getByRole("combobox", { name: "Voice" }).click();
    await page.getByRole("option").last().click();
    await dialog.getByRole("button", { name: "Change the system prompt" }).click();
    await dialog.getByLabel("System prompt, Chinese").fill(prompt);
    await dialog.getByRole("button", { name: "Start the run" }).click();
    await expect(page.getByRole("heading", { name: new RegExp(name), level: 1 })).toBeVisible();
  };
  await newRun("Short", "請用一句話回答。");
  await expect(page.getByText("waits while somebody talks")).toBeVisible();
  await llm.configure({ firstLatencyMs: 0, answer: "年費每年兩千元。" });
  await stt.configure({ answer: meant });
  colleague.send({ type: "interrupt" });
  await colleague.waitFor("turn_completed");
  await expect(cases.getByText("Done")).toBeVisible({ timeout: 60_000 });
  colleague.close();

  // What differs, and a verdict by hand. One turn was corrected: it alone says how well speech is understood.
  await expect(page.getByText(/^Chinese: CER 0% \(.+\) → 0% \(.+\) · 1 case$/)).toBeVisible();
  const rows = cases.getByRole("listitem").getByRole("link");
  await rows.filter({ hasText: meant }).click();
  const differences = page.getByRole("region", { name: "Differences" });
  await expect(differences.locator("ins").first()).toBeVisible();
  await expect(differences.locator("del").first()).toBeVisible();
  const verdict = page.getByRole("region", { name: "Verdict", exact: true });
  await verdict.getByLabel("Your verdict").click();
  await page.getByRole("option", { name: "Improved" }).click();
  await verdict.getByRole("button", { name: "Set the verdict" }).click();
  await expect(verdict.getByText(new RegExp(`By ${qa}`))).toBeVisible();

  // It becomes the baseline; the next model forgets what must be said, and the gate closes.
  await page.goto(setUrl);
  await page.getByRole("button", { name: "Run: Short" }).click();
  await page.getByRole("menuitem", { name: "Pin as baseline" }).click();
  await expect(page.getByText("Baseline", { exact: true })).toBeVisible();
  await llm.configure({ answer: "我不知道。" });
  const gate = await avatar(server.dataDir, "信用卡", "--baseline", "--fail-on", "regressed");
  expect(gate).toMatchObject({ code: 1, out: expect.stringContaining("regressed") });
  expect(gate.out).not.toContain("我不知道");
  await page.reload();
  await expect(page.getByRole("button", { name: /^Run: / })).toHaveCount(2);

  // Exported, deleted.
  await page.goto(`/history?session=${sessionId}`);
  await page.getByRole("button", { name: "More for this conversation" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Export as ZIP" }).click();
  const zip = readFileSync(await (await downloading).path());
  expect(zip.subarray(0, 2).toString()).toBe("PK");
  await page.getByRole("button", { name: "More for this conversation" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(dialog).toContainText("3 turns");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(historyPage.turns).toHaveCount(0);

  // Nothing is left that was said in it, wherever it was copied to.
  const everything = () => {
    const db = new DatabaseDriver(join(server.dataDir, "app.db"), { readonly: true });
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
    const all = tables.map((name) => JSON.stringify(db.prepare(`SELECT * FROM "${name}"`).all())).join("\n");
    db.close();
    return all;
  };
  const words = [...questions, ...answers, meant, "年費", "我不知道"];
  await expect
    .poll(() => words.filter((each) => everything().includes(each)), { timeout: 60_000, intervals: [1_000] })
    .toEqual([]);
  // Nor in the free places of the files.
  const inFiles = () => {
    const files = ["app.db", "app.db-wal"].map((name) => readFileSync(join(server.dataDir, name)));
    return words.filter((each) => each.length > 4 && files.some((file) => file.includes(each)));
  };
  await expect.poll(inFiles, { timeout: 60_000, intervals: [500] }).toEqual([]);
  const soundsOf = (folder: string) =>
    readdirSync(join(server.dataDir, "audio", folder), { recursive: true }).filter((path) => /wav$/.test(String(path)));
  expect([soundsOf("raw"), soundsOf("tts"), soundsOf("replays")].flat().map(String)).toEqual([]);
  await page.goto(setUrl);
  await expect(cases.getByText("The turn was deleted")).toHaveCount(3);
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete set" }).click();
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(page).toHaveURL(/\/replay$/);
  expect(everything()).not.toContain("信用卡");
});
