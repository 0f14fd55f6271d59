import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { RecordsContext } from "../server/records/context";
import { indexOlderTurns } from "../server/records/search/index-older-turns";
import { filesInZip } from "../server/records/testing/files-in-zip";
import { withRecords } from "../server/tools/environment";
import { expect, test } from "./fixtures/test";

test("a reviewer finds a turn by a Chinese word, rates, tags and notes it, and both see who did", async ({
  page,
  server,
  logInAs,
  converse,
  historyPage,
}) => {
  const colleague = await server.addPerson("staff");
  await converse(colleague, ["Hello.", "請問今天的匯率是多少？"]);
  const reviewer = await logInAs("qa");
  await historyPage.goto();
  await historyPage.search.fill("匯率");
  await expect(historyPage.rows).toHaveCount(1);
  await historyPage.rows.click();
  const turn = historyPage.turn(2);
  await expect(turn.locator("mark").first()).toHaveText("匯率");

  await turn.getByRole("button", { name: "Good reply" }).click();
  await expect(turn.getByRole("button", { name: "Good reply" })).toHaveAttribute("aria-pressed", "true");
  await turn.getByRole("button", { name: "Add a tag" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Slow" }).click();
  await expect(turn.getByRole("button", { name: "Remove tag Slow" })).toBeVisible();
  await turn.getByRole("button", { name: "Add a note" }).click();
  await turn.getByRole("textbox", { name: "Note" }).fill("It waited for the model.");
  await turn.getByRole("button", { name: "Save note" }).click();
  await expect(turn.getByText("It waited for the model.")).toBeVisible();
  await expect(historyPage.rows.getByLabel("Thumbs up")).toBeVisible();

  // The address of the turn leads there, and the person sees what was said about it.
  await turn.getByRole("link", { name: "Turn 2" }).click();
  await expect(page).toHaveURL(/turn=/);
  const address = page.url();
  // A page whose login has ended goes to the login page, which would get in the way of the next address.
  await page.goto("about:blank");
  await page.context().clearCookies();
  await logInAs("qa");
  await page.goto(address);
  await expect(turn).toHaveAttribute("aria-current", "true");
  await expect(turn.getByText(reviewer.username).first()).toBeVisible();
});

test("a note that is not saved is not lost by opening another conversation", async ({
  page,
  server,
  logInAs,
  converse,
  historyPage,
}) => {
  const colleague = await server.addPerson("staff");
  const words = ["Unsaved one", "Unsaved two"];
  for (const text of words) await converse(colleague, [text]);
  await logInAs("qa");
  await historyPage.goto();
  await historyPage.search.fill("Unsaved");
  await expect(historyPage.rows).toHaveCount(2);
  await historyPage.rows.last().click();
  const turn = historyPage.turn(1);
  await expect(turn).toContainText("Unsaved one");
  await turn.getByRole("button", { name: "Add a note" }).click();
  const note = turn.getByRole("textbox", { name: "Note" });
  await note.fill("It waited");
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await historyPage.rows.first().click();
  await question.getByRole("button", { name: "Stay" }).click();
  await expect(note).toHaveValue("It waited");
  await historyPage.rows.first().click();
  await question.getByRole("button", { name: "Leave without saving" }).click();
  await expect(turn).toContainText("Unsaved two");
  await expect(note).toHaveCount(0);
});

test("filters are chips in the address, and one click takes each away", async ({
  page,
  logInAs,
  converse,
  historyPage,
}) => {
  const person = await logInAs("staff");
  await converse(person, ["First."]);
  await converse(person, ["Second."]);
  await page.goto("/history?from=2026-13-45&above=abc&rating=x");
  await expect(
    page.getByText("Could not be read and is not applied: From, Rating, and First sound after"),
  ).toBeVisible();
  await page.goto("/history?language=zh-TW&errors=1");
  const active = page.getByRole("list", { name: "Active filters" });
  await expect(active.getByRole("listitem")).toHaveCount(2);
  await active.getByRole("button", { name: "Remove filter: With errors" }).click();
  await expect(page).toHaveURL(/history\?language=zh-TW$/);
  await active.getByRole("button", { name: "Remove filter: Chinese" }).click();
  await expect(historyPage.rows).toHaveCount(2);
});

test("a conversation gets a name, and its deletion says what goes and can be undone", async ({
  page,
  logInAs,
  converse,
  historyPage,
}) => {
  const person = await logInAs("staff");
  await converse(person, ["Keep this."]);
  await historyPage.goto();
  await historyPage.rows.click();
  await page.getByRole("button", { name: "More for this conversation" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Wire limits");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(historyPage.rows).toContainText("Wire limits");

  await page.getByRole("button", { name: "More for this conversation" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("1 turn, what was said and answered");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(historyPage.turns).toHaveCount(0);
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(historyPage.rows).toContainText("Wire limits");
  await expect(historyPage.turns).toHaveCount(1);
});

test("another speed, and how well recognisers understand", async ({ page, logInAs, converse, historyPage }) => {
  const person = await logInAs("qa");
  await converse(person, ["Hello."]);
  await historyPage.goto();
  await historyPage.rows.first().click();
  await page.getByRole("combobox", { name: "Speed" }).selectOption("1.5");
  await page.getByRole("slider", { name: "Position" }).press(">");
  await expect(page.getByRole("combobox", { name: "Speed" })).toHaveValue("2");
  await page.getByRole("link", { name: "How well speech is understood" }).click();
  await expect(page.getByRole("heading", { name: "How well speech is understood" })).toBeVisible();
});

test("the models of stored turns are offered, and one narrows the list", async ({
  page,
  logInAs,
  converse,
  historyPage,
}) => {
  const person = await logInAs("staff");
  await converse(person, ["Which model answers?"]);
  await historyPage.goto();
  await page.getByRole("button", { name: "Filters" }).click();
  await page.getByRole("combobox", { name: "Model" }).click();
  const offered = page.getByRole("option");
  await expect(offered.first()).toHaveText("Any");
  const model = (await offered.nth(1).textContent()) ?? "";
  await offered.nth(1).click();
  await expect(page).toHaveURL(new RegExp(`model=${encodeURIComponent(model)}`));
  await expect(historyPage.rows).toHaveCount(1);
});

test("a search says that older turns are still being prepared, and shows them once they are", async ({
  page,
  server,
  logInAs,
  converse,
  historyPage,
}) => {
  const person = await logInAs("staff");
  await converse(person, ["Where is the xylophone?"]);
  const settings = { dataDir: server.dataDir, databasePath: join(server.dataDir, "app.db"), maxSessions: 0 };
  const inRecords = <T>(work: (ctx: RecordsContext) => T | Promise<T>) => withRecords(work, settings);
  await inRecords(({ db }) => db.write((tx) => tx.run(sql`delete from turn_search`)));
  await historyPage.goto();
  await expect(historyPage.rows).toHaveCount(1);
  await historyPage.search.fill("xylophone");
  await expect(page.getByText("1 older turn is still being prepared:")).toBeVisible();
  await expect(historyPage.rows).toHaveCount(0);
  await inRecords((ctx) => indexOlderTurns({ ...ctx, actor: { kind: "system", job: "jobs" } }));
  await expect(historyPage.rows).toHaveCount(1);
  await expect(page.getByText("still being prepared")).toHaveCount(0);
});

test.describe("a reader in another time zone than the server", () => {
  test.use({ timezoneId: "Pacific/Kiritimati" });

  test("exports pages with times by their own clock", async ({ page, logInAs, converse, historyPage }) => {
    const person = await logInAs("staff");
    await converse(person, ["What time is it?"]);
    await historyPage.goto();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export these conversations as ZIP" }).click();
    const files = await filesInZip(readFileSync(await (await download).path()));
    const [name, html] = [...files].find(([file]) => file.endsWith("/conversation.html")) ?? ["", ""];
    const { created_at: at } = JSON.parse(`${files.get(name.replace(".html", ".json"))}`).turns[0];
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Pacific/Kiritimati" } as const;
    expect(`${html}`).toContain(`<time>${new Intl.DateTimeFormat("en", clock).format(at * 1_000)}</time>`);
    expect(`${html}`).toContain("Times by the clock of Pacific/Kiritimati");
    const refused = await page.request.get("/api/history/export?time_zone=Nowhere");
    expect(refused.status()).toBe(400);
  });
});

test.describe("on a small phone", () => {
  test.use({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });

  test("open filters leave room for the list and the navigation", async ({ page, logInAs, converse, historyPage }) => {
    const person = await logInAs("admin");
    await converse(person, ["Hello."]);
    await historyPage.goto();
    await page.getByRole("button", { name: "Filters" }).tap();
    await historyPage.rows.first().tap({ trial: true });
    await page.getByRole("button", { name: "More" }).tap();
    await page.getByRole("menuitem", { name: "Settings" }).tap();
    await expect(page).toHaveURL(/settings/);
  });
});
