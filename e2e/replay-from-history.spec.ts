import { expect, test } from "./fixtures/test";

test("from the history, a filtered list makes a set, and a single turn joins it once", async ({
  page,
  server,
  logInAs,
  converse,
  historyPage,
}) => {
  const staff = await server.addPerson("staff");
  await converse(staff, ["請問年費多少？", "What about insurance?"]);
  await converse(staff, ["請問年費可以免嗎？"]);
  await logInAs("qa");
  await page.goto("/history?q=年費");
  await expect(historyPage.rows).toHaveCount(2);
  await page.getByRole("button", { name: "Add these turns to a replay set" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("All turns that fulfil the search and the filters are added, the newest 1,000");
  await dialog.getByLabel("Name of a new set").fill("Annual fee");
  const posted: string[] = [];
  page.on("request", (request) => request.method() === "POST" && posted.push(request.url()));
  await dialog.getByRole("button", { name: "Make it and add" }).dblclick();
  await expect(dialog.getByRole("status")).toHaveText(
    "2 turns were added; 0 were in it already or have nothing to run.",
  );
  expect(posted).toHaveLength(1);
  await dialog.getByRole("button", { name: "Close" }).first().click();

  await historyPage.rows.last().click();
  const turn = historyPage.turn(1);
  await turn.getByRole("button", { name: "Add to a replay set" }).click();
  await dialog.getByLabel("Name of a new set").fill("annual FEE");
  await dialog.getByRole("button", { name: "Make it and add" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Another set has this name.");
  await dialog.getByRole("list", { name: "Sets" }).getByRole("button", { name: "Annual fee" }).click();
  await expect(dialog.getByRole("status")).toHaveText(
    "0 turns were added; 1 were in it already or have nothing to run.",
  );
  await dialog.getByRole("link", { name: "Open the set" }).click();
  await expect(page.getByRole("heading", { name: "Annual fee", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "Cases" }).getByRole("listitem")).toHaveCount(2);
});
