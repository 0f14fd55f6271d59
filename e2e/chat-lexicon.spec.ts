import { hearing } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

/** A real voice at the microphone; the models are stand-ins. */
const test = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearing("What is the capital of France?", launchOptions)),
    { scope: "worker", timeout: 180_000 },
  ],
});

test("what the lexicon changes is marked: what was heard, and how a word is said", async ({
  page,
  logInAs,
  server,
  historyPage,
}) => {
  await logInAs("admin");
  await page.goto("/settings/lexicon?language=en");
  const lines = ["kind,language,written,becomes", "heard,en,fronds,France", "said,en,SQL,sequel"];
  const file = { name: "lexicon.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) };
  await page.getByLabel("CSV file of a lexicon").setInputFiles(file);
  await page.getByRole("button", { name: "Make 2 changes" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "SQL" })).toContainText("sequel");

  await server.standIns.stt.configure({ answer: "What is the capital of Fronds?" });
  await server.standIns.llm.configure({ answers: ["Ask **SQL** for it."] });
  await server.standIns.tts.forgetCalls();
  const chat = new ChatPage(page);
  await chat.goto();
  await chat.keepSoundAsItIs();
  await chat.microphone.click();
  await expect(chat.turn(1).transcript).toContainText("What is the capital of France?", { timeout: 20_000 });
  await expect(page.getByTestId("heard-differently")).toHaveText("France");
  await expect(page.getByText("Heard as “Fronds”")).toBeVisible();
  await chat.expectStatus(1, "completed");
  await expect(chat.turn(1).reply).toHaveText("Ask SQL for it.");
  await page.getByTestId("said-differently").press("Enter");
  await expect(page.getByText("Said as “sequel”")).toBeVisible();
  const said = (await server.standIns.tts.calls()).map(({ fields }) => String(fields.input)).join(" ");
  expect(said).toBe("Ask sequel for it.");

  await page.keyboard.press("Escape");
  await page.reload();
  await expect(page.getByTestId("heard-differently")).toHaveText("France");
  await expect(page.getByTestId("said-differently")).toHaveText("SQL");

  // The history marks the same words, and keeps every step of a correction.
  await historyPage.goto();
  await historyPage.rows.first().click();
  const turn = historyPage.turn(1);
  await expect(turn.getByTestId("said-differently")).toHaveText("SQL");
  await turn.getByTestId("heard-differently").press("Enter");
  await expect(page.getByRole("dialog")).toHaveText("Heard as “Fronds”");
  await page.keyboard.press("Escape");
  for (const text of ["What is the capital of Paris?", "What is the capital of Texas?"]) {
    await turn.getByRole("button", { name: "Correct the transcript" }).click();
    await turn.getByRole("textbox", { name: "What was really said" }).fill(text);
    await turn.getByRole("button", { name: "Save correction" }).click();
    await expect(turn.getByText(text, { exact: true })).toBeVisible();
  }
  const steps = turn.getByRole("list", { name: "How the words changed" }).getByRole("listitem");
  await expect(steps).toHaveText([
    /Recognised: What is the capital of Fronds\?/,
    /With the lexicon: What is the capital of France\?Corrected by You/,
    /Before: What is the capital of Paris\?Corrected by You/,
  ]);
  await expect(steps.getByTestId("heard-differently")).toHaveText("France");
});
