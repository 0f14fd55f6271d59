import type { Locator, Page } from "@playwright/test";
import type { Person } from "../fixtures/server";

/** /login, in either language. */
export class LoginPage {
  readonly username: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  readonly alert: Locator;

  constructor(private readonly page: Page) {
    this.username = page.locator("#username");
    this.password = page.locator("#password");
    this.submit = page.locator("form", { has: this.username }).locator("button[type=submit]");
    this.alert = page.getByRole("main").getByRole("alert");
  }

  async goto(): Promise<void> {
    await this.page.goto("/login");
  }

  async logIn({ username, password }: Person): Promise<void> {
    await this.username.fill(username);
    await this.password.fill(password);
    await this.submit.click();
  }

  async waitForChat(): Promise<void> {
    await this.page.waitForURL((url) => url.pathname === "/chat");
  }
}
