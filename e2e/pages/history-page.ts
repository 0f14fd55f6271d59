import type { Locator, Page } from "@playwright/test";

/** /history, in English. */
export class HistoryPage {
  readonly rows: Locator;
  readonly search: Locator;
  readonly turns: Locator;
  readonly marks: Locator;

  constructor(private readonly page: Page) {
    this.rows = page.getByRole("navigation", { name: "Conversations" }).getByRole("link");
    this.search = page.getByRole("textbox", { name: "Search what was said" });
    this.turns = page.getByRole("article");
    this.marks = page.locator("mark");
  }

  async goto(): Promise<void> {
    await this.page.goto("/history");
  }

  turn(number: number): Locator {
    return this.page.getByRole("article", { name: `Turn ${number}` });
  }
}
