import type { Locator, Page } from "@playwright/test";

/** /voice-profiles, in English. */
export class VoicesPage {
  readonly search: Locator;

  constructor(private readonly page: Page) {
    this.search = page.getByRole("textbox", { name: "Search voices" });
  }

  async goto(selected?: number): Promise<void> {
    await this.page.goto(selected === undefined ? "/voice-profiles" : `/voice-profiles?selected=${selected}`);
  }

  card(name: string): Locator {
    return this.page.getByRole("article", { name, exact: true });
  }

  /** Of a voice's own page. */
  heading(name: string): Locator {
    return this.page.getByRole("heading", { name, level: 2 });
  }
}
