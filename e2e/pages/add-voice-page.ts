import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import type { LightName } from "../../lib/voice-profiles/quality";
import type { Requirement } from "../../lib/voice-profiles/readiness";

/** /voice-profiles/new, in English. */
export class AddVoicePage {
  readonly file: Locator;
  readonly recorder: Locator;
  readonly trim: Locator;
  readonly text: Locator;
  readonly name: Locator;
  readonly alert: Locator;
  readonly save: Locator;
  readonly saveWaiting: Locator;

  constructor(private readonly page: Page) {
    this.file = page.locator("input[type=file]");
    this.recorder = page.getByTestId("voice-recorder");
    this.trim = page.getByTestId("trim");
    this.text = page.getByRole("textbox", { name: "What is said" });
    this.name = page.getByRole("textbox", { name: "Name of the voice" });
    this.alert = page.getByRole("region", { name: "Recording" }).getByRole("alert");
    this.save = page.getByRole("button", { name: "Save the voice" });
    this.saveWaiting = page.getByRole("button", { name: "Save, consent later" });
  }

  async goto(): Promise<void> {
    await this.page.goto("/voice-profiles/new");
    await expect(this.page.getByRole("button", { name: "Choose a file" })).toBeEnabled();
  }

  async choose(file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    await this.file.setInputFiles(file);
  }

  /** Decoding, listening and comparing run in processes that start for the first of them. */
  async expectPrepared(): Promise<void> {
    await expect(this.trim).toBeVisible({ timeout: 60_000 });
  }

  /** Where the files of the draft in the address lie. */
  folderIn(dataDir: string): string {
    return join(dataDir, "audio/profiles", new URL(this.page.url()).searchParams.get("draft") ?? "none");
  }

  handle(name: string): Locator {
    return this.trim.getByRole("slider", { name });
  }

  requirement(requirement: Requirement): Locator {
    return this.page.locator(`[data-requirement=${requirement}]`);
  }

  light(name: LightName): Locator {
    return this.page.locator(`[data-light=${name}]`);
  }
}
