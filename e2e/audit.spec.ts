import { readFileSync } from "node:fs";
import { builtDoors } from "./fixtures/built-doors";
import { expect, test } from "./fixtures/test";

test("an administrator finds who looked, who was refused and who could not log in, and keeps it as a file", async ({
  page,
  server,
  logInAs,
  loginPage,
  converse,
}) => {
  const staff = await logInAs("staff");
  await converse(staff, ["My secret is plum cake"]);
  // What the role does not allow: a page, and an act.
  await page.goto("/audit");
  await expect(page.getByRole("heading", { name: "This page is not open to you" })).toBeVisible();
  expect((await page.request.get("/api/audit")).status()).toBe(403);
  const addTag = builtDoors().actions.find(({ name }) => name.endsWith("settings/actions.ts addTagAction"));
  const headers = { "next-action": addTag?.id ?? "", "content-type": "text/plain;charset=UTF-8", origin: server.url };
  const act = await page.request.post(addTag?.page ?? "", { data: "[{}]", headers });
  expect(act.status()).toBe(403);
  await page.context().clearCookies();
  await loginPage.goto();
  await loginPage.logIn({ username: "my-secret-password", password: "wrong" });
  await expect(loginPage.alert).toBeVisible();

  const reader = await logInAs("qa");
  await page.goto(`/history?person=${staff.username}`);
  await page.getByRole("link", { name: /plum cake/ }).click();
  await expect(page.getByRole("log").or(page.getByRole("article")).first()).toBeVisible();

  const { username } = await logInAs("admin");
  await page.goto("/audit");
  const list = page.getByRole("list", { name: "Audit" });
  const look = list.getByRole("listitem").filter({ hasText: `${reader.username} read a conversation` });
  await expect(look).toContainText(staff.username);
  await look.locator("summary").click();
  await expect(look.getByText("From address")).toBeVisible();
  await expect(look.getByRole("link", { name: "Open it" })).toHaveAttribute("href", /^\/history\?session=/);

  await page.getByRole("combobox", { name: "Outcome" }).click();
  await page.getByRole("option", { name: "refused" }).click();
  await expect(page).toHaveURL(/outcome=refused/);
  await expect(list.getByRole("listitem").filter({ hasText: "Somebody could not log in" })).toHaveCount(1);
  const tried = list.getByRole("listitem").filter({ hasText: `${staff.username} tried what their role` });
  // By the page and by REST; that others opened their pages is no refusal.
  await expect(tried.filter({ hasText: "read the audit log" })).toHaveCount(2);
  await expect(tried.filter({ hasText: "change everybody’s settings" })).toHaveCount(1);
  await expect(look).toHaveCount(0);
  await expect(tried).toHaveCount(3);
  const byRest = tried.filter({ hasText: "read the audit log" }).first();
  await byRest.locator("summary").click();
  await expect(byRest.getByRole("row", { name: /^Came in by – REST$/ })).toBeVisible();

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const file = readFileSync(await (await download).path(), "utf8");
  expect(file).toContain(",login.refuse,");
  expect(file).not.toContain(",conversation.read,");

  // The address alone brings the same view; the export is in it, too.
  await page.reload();
  await expect(list.getByRole("listitem").filter({ hasText: "Somebody could not log in" })).toHaveCount(1);
  await page.getByRole("button", { name: "Show everything" }).click();
  const exported = list.getByRole("listitem").filter({ hasText: `${username} exported this log` });
  await exported.locator("summary").click();
  await expect(exported.getByRole("cell", { name: "csv" })).toBeVisible();

  const all = await (await page.request.get("/api/audit/export?format=json")).text();
  expect(all).not.toMatch(new RegExp(`plum cake|my-secret-password|${staff.username}|${reader.username}`));
});

test.describe("a reader in another time zone than the server", () => {
  test.use({ timezoneId: "Pacific/Kiritimati" });

  test("keeps the days that the page shows as a file, by their own clock", async ({ page, logInAs }) => {
    await logInAs("admin");
    const startS = Date.UTC(2026, 10, 29, 10) / 1000;
    for (const path of ["/audit", "/history"]) {
      await page.goto(`${path}?from=2026-11-30&to=2026-11-30`);
      const link = page.getByRole("link", { name: path === "/audit" ? "JSON" : "Export these conversations" });
      await expect(link).toHaveAttribute("href", new RegExp(`from=${startS}&.*to=${startS + 86_400}\\b`));
    }
  });
});
