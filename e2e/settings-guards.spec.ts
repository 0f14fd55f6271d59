import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/test";

// A server of its own: what is decided here holds for the whole house.
test.use({ environment: { AVATAR_MAX_SESSIONS: "5" } });

const leaving = (page: Page) => page.getByRole("dialog", { name: "Leave without saving?" });

/** Follows a link, is asked, and stays. */
async function isHeld(page: Page) {
  const { pathname } = new URL(page.url());
  await page.getByRole("link", { name: "Chat", exact: true }).click();
  // Where the focus is, so that Enter loses nothing.
  await expect(leaving(page).getByRole("button", { name: "Stay" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(leaving(page)).toHaveCount(0);
  expect(new URL(page.url()).pathname).toBe(pathname);
}

test("every form that is saved by a button asks before it is left", async ({ page, logInAs, server }) => {
  await logInAs("admin");
  const other = await server.addPerson("staff");
  await page.goto("/settings/alerts");
  const firstSound = page.getByRole("region", { name: "Alert thresholds" }).getByLabel("First sound");
  await firstSound.fill("3");
  await isHeld(page);
  await expect(firstSound).toHaveValue("3");
  await firstSound.fill("1.5");
  await page.getByLabel("Address").fill("http://127.0.0.1/hook");
  await isHeld(page);
  await page.getByLabel("Address").fill("");
  await page.getByRole("link", { name: "Tags" }).click();

  const tag = page.getByRole("listitem").filter({ hasText: "Misheard" });
  await tag.getByRole("button", { name: "Rename Misheard" }).click();
  const renaming = page.getByRole("form", { name: "Rename Misheard" });
  await renaming.getByLabel("English name").fill("Heard wrong");
  await isHeld(page);
  await renaming.getByRole("button", { name: "Cancel" }).click();
  await page.getByLabel("English name").fill("Odd");
  await isHeld(page);
  await page.getByLabel("English name").fill("");
  await page.getByRole("link", { name: "Lexicon" }).click();

  await page.getByRole("radio", { name: "English" }).click();
  const form = page.getByRole("form", { name: "Add how something is said" });
  await form.getByLabel("Written").fill("SQL");
  await isHeld(page);
  // Neither another language nor a search loses it.
  await page.getByRole("radio", { name: "Chinese" }).click();
  await isHeld(page);
  await page.getByRole("radio", { name: "English" }).click();
  await expect(form.getByLabel("Written")).toHaveValue("SQL");
  await form.getByLabel("Said as").fill("sequel");
  await form.getByRole("button", { name: "Add" }).click();
  await page.getByRole("button", { name: "Change SQL" }).click();
  const changing = page.getByRole("form", { name: "Change SQL" });
  await changing.getByLabel("Said as").fill("es cue el");
  await page.getByLabel("Search the lexicon").fill("nothing");
  await expect(changing).toHaveCount(0);
  await isHeld(page);
  await page.getByLabel("Search the lexicon").fill("");
  await expect(changing.getByLabel("Said as")).toHaveValue("es cue el");
  await changing.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("link", { name: "Candidate servers" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Trial");
  await isHeld(page);
  await page.getByLabel("Name", { exact: true }).fill("");

  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("button", { name: "Add person" }).click();
  const adding = page.getByRole("dialog", { name: "Add person" });
  await adding.getByLabel("User name").fill("somebody");
  await page.keyboard.press("Escape");
  await leaving(page).getByRole("button", { name: "Stay" }).click();
  await expect(adding.getByLabel("User name")).toHaveValue("somebody");
  await page.keyboard.press("Escape");
  await leaving(page).getByRole("button", { name: "Leave without saving" }).click();
  await expect(adding).toHaveCount(0);
  await page.getByRole("link", { name: other.username }).click();
  const name = page.getByLabel("User name", { exact: true });
  await name.fill("renamed");
  await page.evaluate(() => history.back());
  await leaving(page).getByRole("button", { name: "Stay" }).click();
  await expect(name).toHaveValue("renamed");
  await page.evaluate(() => history.back());
  await leaving(page).getByRole("button", { name: "Leave without saving" }).click();
  await expect(page).toHaveURL(/\/users$/);
});

test("a second press does nothing until the first is answered", async ({ page, logInAs, server }) => {
  await logInAs("admin");
  await page.goto("/settings/lexicon?language=en");
  const form = page.getByRole("form", { name: "Add how something is said" });
  await form.getByLabel("Written").fill("GIF");
  await form.getByLabel("Said as").fill("jif");
  const version = page.getByRole("button", { name: /^Version \d+$/ });
  const before = Number((await version.textContent())?.match(/\d+/)?.[0]);
  await form.getByLabel("Said as").evaluate((field: HTMLInputElement) => {
    for (let i = 0; i < 2; i++) field.form?.requestSubmit();
  });
  await expect(version).toHaveText(`Version ${before + 1}`);
  await page.getByRole("button", { name: "Remove GIF" }).evaluate((button: HTMLButtonElement) => {
    for (let i = 0; i < 2; i++) button.click();
  });
  await expect(version).toHaveText(`Version ${before + 2}`);
  await expect(page.getByText("changed this entry meanwhile")).toHaveCount(0);

  await page.getByRole("link", { name: "Candidate servers" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Twice");
  await page.getByLabel("Address").fill(server.standIns.llm.url);
  await page.getByLabel("Address").evaluate((field: HTMLInputElement) => {
    for (let i = 0; i < 2; i++) field.form?.requestSubmit();
  });
  await expect(page.getByText("It answers and serves")).toBeVisible();
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Remove Twice" })).toHaveCount(1);
});

test("of two windows, the later one sees what the other has decided before it decides", async ({ page, logInAs }) => {
  // Two windows go through several rooms.
  test.setTimeout(180_000);
  await logInAs("admin");
  await page.goto("/settings/assistant/personas/new");
  const persona = page.getByRole("form", { name: "Texts of the persona" });
  await persona.getByLabel("Name").fill("Kind");
  await persona.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(/personas\/\d+$/);
  await page.goto("/settings/assistant");
  const second = await page.context().newPage();

  // Who answers.
  await second.goto("/settings/assistant");
  await page.getByRole("button", { name: "Let it answer: Kind, version 1" }).click();
  const answering = (each: Page) => each.getByRole("list", { name: "Personas" }).getByRole("listitem").last();
  await expect(answering(page)).toContainText("Answers now");
  await page.goto("/settings/assistant/personas/new");
  await persona.getByLabel("Name").fill("Short");
  await persona.getByRole("button", { name: "Create" }).click();
  await page.getByRole("button", { name: "Let version 1 answer" }).click();
  await expect(page.getByText("Answers now").first()).toBeVisible();
  await second.getByRole("button", { name: "Let it answer: Kind, version 1" }).click();
  await expect(second.getByRole("alert").filter({ hasText: "changed who answers meanwhile" })).toBeVisible();
  await expect(answering(second)).toContainText("Answers now");

  // What was changed since is not taken back.
  await page.goto("/settings/assistant");
  await second.goto("/settings/assistant");
  const changes = (each: Page) => each.getByRole("region", { name: "Changes" });
  await page.getByRole("button", { name: "Let it answer: Kind, version 1" }).click();
  await expect(changes(page).getByRole("listitem")).toHaveCount(3);
  await changes(second).getByRole("button", { name: "Undo the change of Persona" }).click();
  await expect(changes(second).getByRole("alert")).toHaveText("Something else holds by now. The list shows what does.");
  await expect(changes(second).getByRole("listitem")).toHaveCount(3);

  // The lines' defaults.
  await page.goto("/settings/alerts");
  await second.goto("/settings/alerts");
  const lines = (each: Page) => each.getByRole("region", { name: "Alert thresholds" });
  await lines(second).getByLabel("First sound").fill("9");
  await lines(page).getByLabel("First sound").fill("2.5");
  await lines(page).getByRole("button", { name: "Save" }).click();
  await expect(changes(page).getByRole("listitem")).toHaveCount(1);
  await lines(second).getByRole("button", { name: "Back to the defaults" }).click();
  await expect(lines(second).getByRole("alert")).toContainText("Somebody else has saved other lines meanwhile.");
  await lines(second).getByRole("button", { name: "Show theirs" }).click();
  await expect(lines(second).getByLabel("First sound")).toHaveValue("2.5");

  // A tag's name.
  await page.goto("/settings/tags");
  await second.goto("/settings/tags");
  for (const each of [page, second]) {
    await each.getByRole("button", { name: "Rename Misheard" }).click();
    const name = each.getByRole("form", { name: "Rename Misheard" }).getByLabel("English name");
    await name.fill(each === page ? "Heard wrong" : "Heard badly");
  }
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Heard wrong" })).toBeVisible();
  await second.getByRole("button", { name: "Save" }).click();
  await expect(second.getByRole("main").getByRole("alert")).toContainText(
    "Somebody else has renamed this tag meanwhile",
  );
  await second.getByRole("button", { name: "Keep what I typed" }).click();
  await second.getByRole("button", { name: "Save" }).click();
  await expect(second.getByRole("listitem").filter({ hasText: "Heard badly" })).toBeVisible();
});
