import { readdirSync } from "node:fs";
import { join } from "node:path";
import { seedVoice } from "./fixtures/seeded-voices";
import { expect, test } from "./fixtures/test";
import { VoicesPage } from "./pages/voices-page";

const words = "Some call me nature, others call me mother nature.";

test.use({ standInBehaviours: { tts: { dialect: "worker" } } });
test.beforeEach(async ({ server }) => {
  await server.standIns.tts.configure({ faults: [] });
  await server.standIns.tts.forgetCalls();
});

test("a sentence is spoken in the voice, compared, and rated; with the recording's own words it is blind", async ({
  page,
  server,
  logInAs,
}) => {
  const { username: owner } = await logInAs("staff");
  const id = await seedVoice(server.dataDir, { owner, name: "Ada", text: words });
  await new VoicesPage(page).goto();
  await page.getByRole("link", { name: "Try it: Ada" }).click();
  const panel = page.getByTestId("trial-panel");
  await expect(panel.getByLabel("What it should say")).toBeFocused();
  await panel.getByLabel("What it should say").fill("It costs $12.50.");
  await page.keyboard.press("Enter");
  const trial = panel.getByRole("listitem").first();
  await expect(trial).toHaveAttribute("data-trial", "completed");
  const [call] = await server.standIns.tts.calls();
  expect(call?.fields).toMatchObject({
    input: "It costs twelve dollars and fifty cents.",
    mode: "fast",
    ref_text: words,
  });
  expect(String(call?.fields.ref_audio)).toContain(`audio/profiles/${id}/reference.wav`);
  expect(readdirSync(join(server.dataDir, "audio/trials"))).toHaveLength(1);

  await trial.getByRole("button", { name: "Play Trial" }).click();
  await expect(trial.getByRole("button", { name: "Stop Trial" })).toBeVisible();
  await page.keyboard.press("b");
  await expect(trial.getByRole("button", { name: "Stop Recording" })).toBeVisible();
  await expect(trial.getByRole("button", { name: "Play Trial" })).toBeVisible();
  await page.keyboard.press("8");
  await trial.getByRole("button", { name: "Rate" }).click();
  await expect(trial.getByText("You gave 8 of 10.")).toBeVisible();

  await panel.getByRole("button", { name: "Words of the recording" }).click();
  await panel.getByRole("button", { name: /high quality/ }).click();
  await expect(panel.getByRole("listitem")).toHaveCount(2);
  await expect(trial).toHaveAttribute("data-trial", "completed");
  await expect(trial.getByRole("button", { name: "Play A" })).toBeVisible();
  await expect(trial.getByText("similarity")).toHaveCount(0);
  await trial.getByRole("radio", { name: "6 of 10" }).click();
  await trial.getByRole("button", { name: "Rate" }).click();
  await expect(trial.getByText(/You gave 6 of 10, blind\. The trial was [AB]\./)).toBeVisible();
  await expect(trial.getByText(/similarity/)).toBeVisible();
  const voice = await (await page.request.get(`/api/voice-profiles/${id}`)).json();
  expect(voice.rating).toEqual({ mean: 7, count: 2 });
});

test("what the model refuses is said, and can be asked for again; what waits can be stopped", async ({
  page,
  server,
  logInAs,
}) => {
  const { username: owner } = await logInAs("staff");
  const id = await seedVoice(server.dataDir, { owner, name: "Bea", text: words });
  const body = { error: { message: "…", code: "ref_text_mismatch" } };
  await server.standIns.tts.configure({ faults: [{ kind: "status", status: 400, body }] });
  await new VoicesPage(page).goto(id);
  const panel = page.getByTestId("trial-panel");
  await panel.getByRole("button", { name: "Another sentence" }).focus();
  await page.keyboard.press("h");
  const trial = panel.getByRole("listitem").first();
  await expect(trial.getByRole("alert")).toContainText("could not use the recording or the text");
  await server.standIns.tts.configure({ faults: [{ kind: "hang" }] });
  await trial.getByRole("button", { name: "Try again" }).click();
  await expect(panel.getByRole("listitem")).toHaveCount(2);
  await expect(trial).toHaveAttribute("data-trial", "active");
  await trial.getByRole("button", { name: "Stop" }).click();
  await expect(trial.getByText("Stopped.")).toBeVisible();
  await expect.poll(async () => (await server.standIns.tts.calls()).at(-1)?.outcome).toBe("aborted");
});
