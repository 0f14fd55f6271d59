import { expect, test } from "./fixtures/test";

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
  await expect(dialog.getByText("Only numbers above 0 fit here.")).toBeVisible();
  await dialog.getByLabel("First sound after at most").fill("900");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(rows.nth(1)).toContainText("contains “card” · contains “費用” · first sound within 900 ms");

  await rows.first().getByRole("link", { name: "Open in the history" }).click();
  await expect(page).toHaveURL(new RegExp(`/history\\?session=${session.id}&turn=`));
  await page.goBack();
  await rows.first().getByRole("button", { name: "Remove from the set" }).click();
  await expect(rows).toHaveCount(1);
  await expect(page.getByText("Version 4 · 1 case")).toBeVisible();

  await page.getByRole("button", { name: "Set", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete set" }).click();
  await expect(dialog).toContainText("This deletes the set with 1 case, 0 runs and 0.0 MB of their sound.");
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(page).toHaveURL("/replay");
  await expect(page.getByRole("link", { name: /Cards/ })).toHaveCount(0);
});

test("for staff there is no such page, and a set that is not there is said", async ({ page, logInAs }) => {
  await logInAs("staff");
  expect((await page.goto("/replay"))?.status()).toBe(404);
  expect((await page.request.get("/api/replays")).status()).toBe(403);
  await logInAs("qa");
  await page.goto("/replay/999");
  await expect(page.getByRole("heading", { name: "There is no such set" })).toBeVisible();
});
