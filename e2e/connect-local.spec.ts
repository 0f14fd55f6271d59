import { expect, test } from "./fixtures/test";
import { LoginPage } from "./pages/login-page";

test.use({ environment: { HOST: "127.0.0.1" } });

test("a server of this machine alone says so, and to an administrator how others get in", async ({ page, server }) => {
  await page.goto(`${server.url}/connect`);
  await expect(page.getByText("it listens on this machine's own address")).toContainText("ask an administrator");
  await expect(page.getByText("HOST=0.0.0.0")).toHaveCount(0);
  await expect(page.getByText("ufw")).toHaveCount(0);
  await page.goto(`${server.url}/login?next=/connect`);
  await new LoginPage(page).logIn(server.admin);
  await expect(page.getByText("HOST=0.0.0.0")).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy this line" })).toBeVisible();
});
