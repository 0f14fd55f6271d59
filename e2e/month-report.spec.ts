import { join } from "node:path";
import { alertIncidents } from "../drizzle/schema";
import { openDatabase } from "../server/platform/db/connection";
import { expect, test } from "./fixtures/test";

// A house of its own, in which nobody has talked yet.
test.use({ environment: { AVATAR_TEST_HOUSE: "month" } });

test("a month is told on a page that prints: levels, turns by day, incidents", async ({
  page,
  server,
  logInAs,
  converse,
}) => {
  await converse(await server.addPerson("staff"), ["Hello.", "And the second?"]);
  const nowS = Math.floor(Date.now() / 1_000);
  const { tables, close } = openDatabase(join(server.dataDir, "app.db"));
  const closed = { openedAt: nowS - 60, closedAt: nowS, end: "over" as const };
  tables
    .insert(alertIncidents)
    .values({ kind: "vram", subject: "0", value: 0.93, worst: 0.97, threshold: 0.9, ...closed })
    .run();
  close();
  await logInAs("admin");
  await page.goto("/dashboard");
  await page.getByRole("link", { name: "Print a month" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Report for \w+ 20\d\d$/);
  await expect(page.getByText("2 turns on 1 day.")).toBeVisible();
  await expect(page.getByText("The month is not over")).toBeVisible();
  await expect(page.getByRole("row", { name: /^First token/ })).toContainText("≤ 0.80 s");
  await expect(page.getByRole("row", { name: /Graphics memory: card 0/ })).toContainText(
    "97% is used, the line is 90%",
  );
  await expect(page.getByText("Always as people asked for it.")).toBeVisible();

  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Print / save as PDF" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Incidents" })).toBeVisible();
  await page.emulateMedia({ media: "screen" });

  await page.getByRole("navigation", { name: "Months" }).getByRole("link").nth(1).click();
  await expect(page.getByText("No turns in this month.")).toBeVisible();
  await expect(page.getByText("No alert was open in this month.")).toBeVisible();
});
