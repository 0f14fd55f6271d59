import { expect, test } from "./fixtures/test";

// A house of its own, in which nobody has talked yet.
test.use({ environment: { AVATAR_TEST_HOUSE: "dashboard" } });

test("an administrator sees how turns stood to the levels, and how well the house is understood", async ({
  page,
  server,
  logInAs,
  converse,
}) => {
  const staff = await server.addPerson("staff");
  await logInAs("admin");
  await page.goto("/dashboard");
  await expect(page.getByText("Nobody has talked in this time.")).toBeVisible();
  await converse(staff, ["Hello.", "And the second?"]);
  await page.getByRole("link", { name: "24 hours" }).click();
  await expect(page).toHaveURL(/days=1$/);
  const token = page.getByRole("row", { name: /^First token/ });
  await expect(token).toContainText("P95 ≤ 0.80 s");
  await expect(token.getByRole("cell", { name: "2", exact: true })).toBeVisible();
  // Typed turns have no end of speech.
  await expect(
    page.getByRole("row", { name: /^First sound/ }).getByRole("cell", { name: "0", exact: true }),
  ).toBeVisible();
  await expect(page.getByRole("row", { name: /^Errors/ })).toContainText("0%");
  await page.getByRole("link", { name: "Corrections and their export" }).click();
  await expect(page.getByRole("heading", { name: "How well speech is understood", level: 1 })).toBeVisible();
});

test("nobody but an administrator finds or opens it", async ({ page, logInAs }) => {
  for (const role of ["staff", "qa"] as const) {
    await logInAs(role);
    await page.goto("/chat");
    await expect(page.getByRole("link", { name: "Metrics" })).toHaveCount(0);
    expect((await page.goto("/dashboard"))?.status()).toBe(403);
    await page.goto("about:blank");
    await page.context().clearCookies();
  }
});
