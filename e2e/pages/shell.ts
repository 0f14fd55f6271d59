import type { Locator, Page } from "@playwright/test";

/** The frame around every page behind the login. */
export class Shell {
  readonly account: Locator;
  readonly systemState: Locator;

  constructor(private readonly page: Page) {
    this.account = page.getByRole("button", { name: /^(Account|帳號)/ });
    this.systemState = page.getByRole("button", { name: /^(System|系統狀態)/ });
  }

  async choose(menuItem: string): Promise<void> {
    await this.account.click();
    const item = this.page.getByRole("menu").getByText(menuItem, { exact: true });
    await item.click();
  }
}
