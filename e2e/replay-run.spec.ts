import type { Page } from "@playwright/test";
import { connectPlain } from "../server/testing/chat-client";
import type { Person } from "./fixtures/server";
import { expect, test } from "./fixtures/test";

/** A set is made of the conversation's turns in the history, and opened. */
async function makeSet(page: Page, person: Person, name: string): Promise<void> {
  await page.goto(`/history?person=${person.username}`);
  await page.getByRole("button", { name: "Add these turns to a replay set" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of a new set").fill(name);
  await page.keyboard.press("Enter");
  await dialog.getByRole("link", { name: "Open the set" }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}

/** From the set's page to the run's. */
async function startRun(page: Page, name: string, repeats = 1): Promise<void> {
  await page.getByRole("button", { name: "New run" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the run").fill(name);
  await dialog.getByLabel("How often each case runs").fill(String(repeats));
  await dialog.getByRole("button", { name: "Start the run" }).click();
  await expect(page.getByRole("heading", { name: new RegExp(name), level: 1 })).toBeVisible();
}

const done = (page: Page) =>
  expect(page.getByRole("region", { name: "Cases" }).getByText("Done", { exact: true })).toBeVisible({
    timeout: 60_000,
  });

test.afterEach(async ({ server }) => {
  await server.standIns.llm.configure({ fault: null, answers: [] });
});

test("a run waits while somebody talks and says so; it can be cancelled, or goes on when it is quiet", async ({
  page,
  server,
  logInAs,
  converse,
}) => {
  const staff = await server.addPerson("staff");
  await converse(staff, ["What does the card cost?"]);
  await logInAs("qa");
  await makeSet(page, staff, "Waits");

  // Somebody waits for a reply that does not come yet.
  await server.standIns.llm.configure({ fault: { kind: "hang" } });
  await server.standIns.llm.forgetCalls();
  const client = await connectPlain(server.url, await server.createToken(staff.username));
  client.send({ type: "session_start", language: "en" });
  await client.waitFor("session_started");
  client.send({ type: "text_input", text: "And now?" });
  await server.standIns.llm.waitForCalls(1);
  await startRun(page, "Cancelled run");
  const progress = page.getByRole("region", { name: "Cases" }).getByRole("status");
  await expect(progress).toHaveText("0 of 1 · waits while somebody talks");
  await page.getByRole("button", { name: "Cancel the run" }).click();
  await expect(page.getByText("Cancelled", { exact: true })).toBeVisible();
  await expect(progress).toHaveCount(0);
  await expect(page.getByRole("listitem").getByText("Was not run")).toBeVisible();
  await page.goto(`${page.url().split("?")[0]}?against=999`);
  await expect(page.getByRole("heading", { name: "The run to compare with is not there" })).toBeVisible();
  await page.getByRole("button", { name: "Compare with the recordings again" }).click();
  await expect(page.getByRole("heading", { name: "Cancelled run", level: 1 })).toBeVisible();

  await page.getByRole("link", { name: /Waits/ }).click();
  await startRun(page, "Patient run");
  await expect(progress).toHaveText("0 of 1 · waits while somebody talks");
  await server.standIns.llm.configure({ fault: null });
  client.send({ type: "interrupt" });
  client.close();
  await done(page);
  await page.getByRole("link", { name: /Waits/ }).click();
  const runs = page.getByRole("region", { name: "Runs" }).getByRole("listitem");
  await expect(runs).toHaveCount(2);
  await expect(runs.last()).toContainText("Cancelled");
});

test("repeats show how far the model differs from itself, and a lost expectation is found by the filters", async ({
  page,
  server,
  logInAs,
  converse,
}) => {
  const staff = await server.addPerson("staff");
  const { llm } = server.standIns;
  await llm.configure({ answers: ["The card costs ten.", "It is free."] });
  await converse(staff, ["What does it cost?"]);
  await converse(staff, ["And insurance?"]);
  await logInAs("qa");
  await makeSet(page, staff, "Costs");
  const dialog = page.getByRole("dialog");
  // A busy machine is no regression here.
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await page.getByRole("menuitem", { name: "Thresholds" }).click();
  await dialog.getByLabel("… and by at least (ms)").fill("60000");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  const cases = page.getByRole("region", { name: "Cases" });
  await cases.getByRole("button", { name: "What it expects" }).first().click();
  await dialog.getByLabel("The reply must contain").fill("card");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(cases.getByRole("listitem").first()).toContainText("contains “card”");

  // A case that was changed runs after the others; every case runs once before any runs again.
  await llm.configure({ answers: ["It is free.", "The card costs ten.", "It is free.", "The card costs nine."] });
  await startRun(page, "Twice", 2);
  await done(page);
  const rows = cases.getByRole("listitem").getByRole("link");
  await rows.filter({ hasText: "What does it cost?" }).click();
  const differences = page.getByRole("region", { name: "Differences" });
  await expect(differences).toContainText(/Between the repeats the first sound differs by \d+ ms; 2 different replies/);
  const sides = page.getByRole("region", { name: "Both sides" });
  await expect(sides).toContainText("The card costs ten.");
  await sides.getByLabel("Repeats").click();
  await page.getByRole("option", { name: "Repeat 2" }).click();
  await expect(sides).toContainText("The card costs nine.");
  await rows.filter({ hasText: "And insurance?" }).click();
  await expect(differences).toContainText("; 1 reply.");

  await cases.getByRole("link", { name: /Costs/ }).click();
  await llm.configure({ answers: ["It is free.", "Ten."] });
  await startRun(page, "Worse");
  await done(page);
  await expect(rows).toHaveCount(2);
  await cases.getByRole("radio", { name: "Changed" }).click();
  await expect(rows).toHaveCount(1);
  await cases.getByRole("radio", { name: "Regressed" }).click();
  await expect(page).toHaveURL(/show=regressed/);
  await expect(rows).toHaveText(/What does it cost\?Regressedan expectation is lost/);
  await cases.getByRole("radio", { name: "Below a threshold" }).click();
  await expect(rows).toHaveCount(1);
  await rows.first().click();
  await expect(differences.getByRole("row").filter({ hasText: "contains “card”" })).toContainText(/met.*not met/);
  // Compared with the other run it is worse, too; the address says so.
  await cases.getByLabel("Compared with").click();
  await page.getByRole("option", { name: "Twice" }).click();
  await expect(page).toHaveURL(/against=\d+/);
  await cases.getByRole("radio", { name: "Regressed" }).click();
  await expect(rows).toHaveCount(1);

  await cases.getByRole("link", { name: /Costs/ }).click();
  const trend = page.getByRole("region", { name: "Trend" });
  await expect(trend.getByRole("table", { name: "Regressed" }).getByRole("row")).toHaveText([/Twice\s*0/, /Worse\s*1/]);
});

test("a choice made blind is kept with the person's name, and a turn in the history leads to its runs", async ({
  page,
  server,
  logInAs,
  converse,
  historyPage,
}) => {
  const staff = await server.addPerson("staff");
  await converse(staff, ["What does the card cost?"]);
  const { username: qa } = await logInAs("qa");
  await makeSet(page, staff, "Voices");
  await startRun(page, "Listen");
  await done(page);
  const cases = page.getByRole("region", { name: "Cases" });
  await cases.getByRole("listitem").getByRole("link").click();
  const sides = page.getByRole("region", { name: "Both sides" });
  await sides.getByRole("switch", { name: "Blind" }).click();
  await expect(page.getByRole("region", { name: "Heard blind" })).toHaveCount(0);
  await expect(sides.getByRole("button", { name: /Before|This run/ })).toHaveCount(0);
  await sides.getByRole("button", { name: "A", exact: true }).click();
  const revealed = await sides.getByRole("status").textContent();
  const preferred = revealed?.includes("A was This run.") ? "this run" : "the reply before";
  await expect(page.getByRole("region", { name: "Heard blind" })).toContainText(`${qa} preferred ${preferred}.`);
  await page.reload();
  await expect(page.getByRole("region", { name: "Heard blind" })).toContainText(`${qa} preferred ${preferred}.`);
  await expect(cases).toContainText(/Heard blind: this run preferred [01], before [01], alike 0/);

  await sides.getByRole("link", { name: "The turn in the history" }).click();
  const replays = historyPage.turn(1).getByRole("list", { name: "Replays of this turn" });
  await expect(replays.getByRole("listitem")).toHaveText("In the replay set Voices · Listen");
  await replays.getByRole("link", { name: "Listen" }).click();
  await expect(page).toHaveURL(/\/replay\/\d+\/runs\/\d+\?case=\d+/);
  await expect(sides).toBeVisible();
});
