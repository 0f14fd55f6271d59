import { expect, test } from "./fixtures/test";

// A house of its own, in which nobody has talked yet.
test.use({ environment: { AVATAR_TEST_HOUSE: "replay-page" } });

test("QA makes a set, adds a conversation by its link, says what a case expects, and takes a case out", async ({
  page,
  server,
  logInAs,
  converse,
}) => {
  const staff = await server.addPerson("staff");
  await converse(staff, ["What does the card cost?", "And the second year?"]);
  await logInAs("qa");
  const conversations = await (await page.request.get("/api/conversations?scope=all")).json();
  const session = conversations.find((each: { username: string }) => each.username === staff.username);
  await page.goto("/replay");
  await expect(page.getByRole("heading", { name: "No sets yet" })).toBeVisible();
  await page.getByRole("button", { name: "New set" }).click();
  await page.getByLabel("Name of the set").fill("Cards");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Cards", level: 1 })).toBeVisible();
  await expect(page.getByRole("heading", { name: "No cases yet" })).toBeVisible();

  await page.getByRole("button", { name: "Add turns" }).first().click();
  const dialog = page.getByRole("dialog");
  const links = dialog.getByLabel(/Links of turns/);
  await links.fill("no link");
  await expect(dialog.getByText("Line 1 is no link of a turn or a conversation.")).toBeVisible();
  await links.fill(`${server.url}/history?session=${session.id}`);
  await dialog.getByRole("button", { name: "Add turns" }).click();
  await expect(dialog.getByRole("status")).toHaveText(/^2 cases added; 0 were there already/);
  await dialog.getByRole("button", { name: "Close" }).first().click();
  const rows = page.getByRole("region", { name: "Cases" }).getByRole("listitem");
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText("1 turn before it");

  await rows.first().getByRole("button", { name: "What it expects" }).click();
  await dialog.getByLabel("The reply must contain").fill("card\n費用");
  await dialog.getByLabel("First sound after at most").fill("soon");
  await expect(dialog.getByText("First sound after at most (ms): a whole number from 1 to 600,000.")).toBeVisible();
  await dialog.getByLabel("First sound after at most").fill("900");
  const posted: string[] = [];
  page.on("request", (request) => request.method() === "POST" && posted.push(request.url()));
  await dialog.getByRole("button", { name: "Save" }).dblclick();
  await expect(dialog).toHaveCount(0);
  expect(posted).toHaveLength(1);
  await expect(rows.first()).toContainText("contains “card” · contains “費用” · first sound within 900 ms");

  await rows.first().getByRole("link", { name: "Open in the history" }).click();
  await expect(page).toHaveURL(new RegExp(`/history\\?session=${session.id}&turn=`));
  await page.goBack();
  await rows.first().getByRole("button", { name: "Remove from the set" }).click();
  await expect(rows).toHaveCount(1);
  await expect(page.getByText("Version 4 · 1 case")).toBeVisible();
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("contains “card”");
  await expect(page.getByText("Version 5 · 2 cases")).toBeVisible();

  await page.getByRole("button", { name: "Set", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete set" }).click();
  await expect(dialog).toContainText("This deletes the set with 2 cases, 0 runs and 0.0 MB of their sound.");
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(page).toHaveURL("/replay");
  await expect(page.getByRole("link", { name: /Cards/ })).toHaveCount(0);
});

test("staff may not, and a set that is not there is said", async ({ page, logInAs }) => {
  await logInAs("staff");
  expect((await page.goto("/replay"))?.status()).toBe(403);
  expect((await page.request.get("/api/replays")).status()).toBe(403);
  await logInAs("qa");
  await page.goto("/replay/999");
  await expect(page.getByRole("heading", { name: "There is no such set" })).toBeVisible();
});

test("a run with another prompt is compared with the recordings: words, sounds, a verdict by hand, the baseline", async ({
  page,
  server,
  logInAs,
  converse,
}) => {
  const staff = await server.addPerson("staff");
  await converse(staff, ["What does the card cost?", "And the second year?"]);
  const { username: qa } = await logInAs("qa");
  const conversations = await (await page.request.get("/api/conversations?scope=all")).json();
  const session = conversations.find((each: { username: string }) => each.username === staff.username);
  await page.goto("/replay");
  await page.getByRole("button", { name: "New set" }).click();
  await page.getByLabel("Name of the set").fill("Prompts");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Add turns" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/Links of turns/).fill(`/history?session=${session.id}`);
  await dialog.getByRole("button", { name: "Add turns" }).click();
  await expect(dialog.getByRole("status")).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).first().click();

  await page.getByRole("button", { name: "New run" }).click();
  await dialog.getByLabel("Name of the run").fill("Short answers");
  await dialog.getByRole("button", { name: "Change the system prompt" }).click();
  await dialog.getByLabel("System prompt, English").fill("Answer in one word.");
  await dialog.getByLabel("Temperature").fill("9");
  await expect(dialog.getByRole("button", { name: "Start the run" })).toBeDisabled();
  await dialog.getByLabel("Temperature").fill("0");
  await dialog.getByRole("button", { name: "Start the run" }).dblclick();
  await expect(page.getByRole("heading", { name: /Short answers/, level: 1 })).toBeVisible();
  await expect(page.getByText("temperature 0 · another prompt")).toBeVisible();
  const cases = page.getByRole("region", { name: "Cases" });
  await expect(cases.getByText("Done")).toBeVisible({ timeout: 60_000 });
  const rows = cases.getByRole("listitem").getByRole("link");
  await rows.filter({ hasText: "What does the card cost?" }).click();
  await expect(page).toHaveURL(/[?&]case=\d+/);

  const sides = page.getByRole("region", { name: "Both sides" });
  await expect(sides.getByRole("button", { name: "Play Before" })).toBeVisible();
  await page.keyboard.press("b");
  await expect(sides.getByRole("button", { name: "Stop This run" })).toBeVisible();
  await page.keyboard.press("a");
  await expect(sides.getByRole("button", { name: "Stop Before" })).toBeVisible();
  await expect(sides.getByRole("button", { name: "Play This run" })).toBeVisible();

  await sides.getByRole("switch", { name: "Blind" }).click();
  await expect(page.getByRole("region", { name: "Differences" })).toHaveCount(0);
  await sides.getByRole("button", { name: "About the same" }).click();
  await expect(sides.getByRole("status")).toContainText("You found them alike.");
  await sides.getByRole("switch", { name: "Blind" }).click();

  const verdict = page.getByRole("region", { name: "Verdict", exact: true });
  await verdict.getByLabel("Your verdict").click();
  await page.getByRole("option", { name: "Regressed" }).click();
  await verdict.getByLabel("Note").fill("Too short.");
  await verdict.getByRole("button", { name: "Set the verdict" }).click();
  await expect(verdict.getByText(new RegExp(`By ${qa}`))).toBeVisible();
  await cases.getByRole("radio", { name: "Regressed" }).click();
  await expect(page).toHaveURL(/show=regressed/);
  await expect(rows).toHaveCount(1);

  await cases.getByRole("link", { name: /Prompts/ }).click();
  await page.getByRole("button", { name: "Run: Short answers" }).click();
  await page.getByRole("menuitem", { name: "Pin as baseline" }).click();
  await expect(page.getByText("Baseline", { exact: true })).toBeVisible();
});
