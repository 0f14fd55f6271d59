import { expect, test } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

// A server of its own: who answers is decided for the whole house.
test.use({ environment: { AVATAR_MAX_SESSIONS: "5" } });

test("an administrator makes a persona, tries it, lets it answer, changes it, compares, and takes it back", async ({
  page,
  logInAs,
}) => {
  const { username } = await logInAs("admin");
  await page.goto("/settings");
  await expect(page).toHaveURL(/settings\/assistant/);
  const personas = page.getByRole("list", { name: "Personas" });
  await expect(personas.getByRole("listitem")).toContainText("Answers now");
  await page.getByRole("link", { name: "New persona" }).click();
  const form = page.getByRole("form", { name: "Texts of the persona" });
  const english = form.getByLabel("System prompt, English");
  await expect(english).toHaveValue(/voice assistant/);
  await english.fill("You are kind.");
  await form.getByRole("button", { name: "Create" }).click();
  await expect(form.getByRole("alert")).toContainText("Fill in the name");
  await form.getByLabel("Name").fill("Kind");
  await form.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(/personas\/\d+/);
  await expect(page.getByRole("heading", { name: "Kind" })).toBeVisible();

  // Nobody is answered by it yet: it is tried with what the field says now.
  await english.fill("You are very kind.");
  const trial = page.getByRole("region", { name: "Try it" });
  await trial.getByLabel("Say something").fill("Who are you?");
  await trial.getByRole("button", { name: "Send" }).click();
  await expect(trial.getByRole("listitem")).toContainText("Who are you?");
  await expect(trial.getByRole("button", { name: "Begin again" })).toBeVisible();

  await page.getByRole("button", { name: "Save as version 2" }).click();
  const versions = page.getByRole("region", { name: "Versions" });
  await expect(versions.getByRole("listitem")).toHaveCount(2);
  await expect(versions.getByRole("listitem").first()).toContainText(`by ${username}`);
  await page.getByRole("button", { name: "Let version 2 answer" }).click();
  await expect(versions.getByRole("listitem").first()).toContainText("Answers now");
  await page.getByRole("link", { name: "Compare version 1 with the newest" }).click();
  const comparison = page.getByRole("region", { name: "From version 1 to version 2" });
  await expect(comparison.locator("ins")).toContainText("very");
  await comparison.getByRole("button", { name: "Take up version 1 again, as version 3" }).click();
  await expect(versions.getByRole("listitem").first()).toContainText("takes up version 1");
  await expect(english).toHaveValue("You are kind.");

  // What answers is among the changes, and can be taken back there.
  await page.getByRole("link", { name: "All personas" }).click();
  await expect(personas.getByRole("listitem").last()).toContainText("Version 2 answers now");
  const changes = page.getByRole("region", { name: "Changes" });
  await expect(changes.getByRole("listitem").first()).toContainText("Kind, version 2");
  await changes.getByRole("button", { name: "Undo the change of Persona" }).click();
  await expect(personas.getByRole("listitem").first()).toContainText("Answers now");
  await expect(changes.getByRole("listitem")).toHaveCount(2);
});

test("what is typed and not saved is not left without a question", async ({ page, logInAs }) => {
  await logInAs("admin");
  await page.goto("/settings/assistant");
  const greeting = page.getByLabel("Greeting, English");
  await greeting.fill("Good morning");
  const limits = page.getByRole("link", { name: "Limits", exact: true });
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await limits.click();
  await question.getByRole("button", { name: "Stay" }).click();
  await expect(greeting).toHaveValue("Good morning");
  await limits.click();
  await question.getByRole("button", { name: "Leave without saving" }).click();
  await expect(page).toHaveURL(/\/settings\/limits$/);

  await page.goto("/settings/assistant/personas/new");
  const form = page.getByRole("form", { name: "Texts of the persona" });
  await form.getByLabel("Name").fill("Kind");
  await page.getByRole("link", { name: "All personas" }).click();
  await question.getByRole("button", { name: "Leave without saving" }).click();
  await expect(page).toHaveURL(/\/settings\/assistant$/);
});

test("an administrator decides how a conversation begins", async ({ page, logInAs }) => {
  await logInAs("admin");
  await page.goto("/settings/assistant");
  const form = page.getByRole("form", { name: "Beginning" });
  await form.getByLabel("Greeting, English").fill("Good morning");
  const prompts = form.getByLabel("Prompts to begin with, English");
  await prompts.fill("Same\nSame");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByRole("alert")).toContainText("none twice");
  await prompts.fill("Tell me a joke\n\nSing");
  await form.getByRole("button", { name: "Save" }).click();
  const changes = page.getByRole("region", { name: "Changes" });
  await expect(changes.getByRole("listitem").filter({ hasText: "Greeting in English" })).toContainText(
    "as it comes → after: Good morning",
  );
  const chat = new ChatPage(page);
  await chat.goto();
  await expect(page.getByRole("heading", { name: "Good morning" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Sing" })).toBeVisible();
  await page.goto("/settings/assistant");
  await changes.getByRole("button", { name: "Undo the change of Greeting in English" }).click();
  await expect(form.getByLabel("Greeting, English")).toHaveValue("");
});
