import { expect, test } from "./fixtures/test";

test("everybody reads what AVATAR is made of, with hashes and licences, and what leaves the building", async ({
  page,
  logInAs,
}) => {
  await logInAs("staff");
  await page.goto("/about");
  await expect(page.getByText(/^Version \d+\.\d+\.\d+\./)).toBeVisible();
  // The models of this house are stand-ins elsewhere, and the page says so.
  const privacy = page.getByRole("region", { name: "What leaves the building" });
  await expect(privacy.getByRole("listitem")).toHaveCount(3);
  const models = page.getByRole("region", { name: "Models" });
  const vad = models.getByRole("listitem").filter({ hasText: "silero-vad" }).first();
  await vad.getByText("Files and their SHA-256").click();
  await expect(vad.getByText(/^[0-9a-f]{64}$/)).toBeVisible();
  const packages = page.getByRole("region", { name: "Packages" });
  await packages
    .locator("summary")
    .filter({ hasText: /^MIT \d/ })
    .click();
  await expect(packages.getByText(/^react \d/)).toBeVisible();
  await expect(packages.getByText("No licence named")).toHaveCount(0);
});

test("nobody reads it without a login", async ({ page }) => {
  await page.goto("/about");
  await expect(page).toHaveURL(/\/login/);
});
