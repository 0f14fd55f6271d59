import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import DatabaseDriver from "better-sqlite3";
import { recordingScripts } from "../lib/voice-profiles/scripts";
import { giveMicrophone, sayOnce } from "./fixtures/talking-page";
import { expect, test } from "./fixtures/test";
import { AddVoicePage } from "./pages/add-voice-page";
import { ChatPage } from "./pages/chat-page";
import { VoicesPage } from "./pages/voices-page";

// Two embedded voices are the two persons. The recogniser and the speaker comparison are the real ones; the F5 worker is
// its stand-in, which keeps what it was given as the worker does.
test.use({ environment: { AVATAR_STT_URL: "" }, standInBehaviours: { tts: { dialect: "worker" } } });
test.setTimeout(400_000);

const mia = "af_heart";
const somebodyElse = "am_michael";
const long = Array.from({ length: 30 }, (_, index) => `This is sentence number ${index} of a long reply.`).join(" ");

test("a voice is recorded, checked, refused to the wrong person, given by the right one, tried, used and withdrawn", async ({
  page,
  server,
  logInAs,
}) => {
  const { llm, tts } = server.standIns;
  await giveMicrophone(page);
  await logInAs("staff");
  const adding = new AddVoicePage(page);
  await adding.goto();

  // 01: read the script into the microphone.
  const readScript = await sayOnce(page, mia, recordingScripts.en, "en");
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await expect(adding.recorder).toHaveAttribute("data-recording", "recording");
  await readScript();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Use this recording" }).click();
  await adding.expectPrepared();
  for (const light of ["length", "level", "clipping", "noise"] as const) {
    await expect(adding.light(light)).toHaveAttribute("data-colour", /green|amber/);
  }

  // 02: the recogniser's words are mended.
  const heard = await adding.text.inputValue();
  expect(heard.length).toBeGreaterThan(40);
  const mended = `${heard.trim()} `.replace(/[.,!?] $/, "!");
  await adding.text.fill(mended);
  await adding.name.fill("Mia");
  await expect(adding.requirement("quality")).toHaveAttribute("data-readiness", "done");
  await expect(adding.requirement("consent")).toHaveAttribute("data-readiness", "missing");

  // 03: somebody else reads the sentence, then Mia does.
  const end = page.getByTestId("consent-end");
  const readAloud = async (voice: string) => {
    const sentence = (await page.getByTestId("consent-sentence").textContent()) ?? "";
    const say = await sayOnce(page, voice, sentence, "en");
    await page.getByRole("button", { name: "Start reading" }).click();
    await expect(page.getByRole("button", { name: "Done" })).toBeVisible();
    await say();
    await page.getByRole("button", { name: "Done" }).click();
  };
  await page.getByRole("button", { name: "Begin the consent" }).click();
  await expect(page.getByTestId("consent-sentence")).toContainText("Mia");
  await readAloud(somebodyElse);
  await expect(end).toHaveAttribute("data-outcome", "no_match", { timeout: 90_000 });
  await expect(adding.save).toBeDisabled();
  await page.getByRole("button", { name: "Begin again" }).click();
  await expect(page.getByTestId("consent-sentence")).toContainText("Mia");
  await readAloud(mia);
  await expect(end).toHaveAttribute("data-outcome", "match", { timeout: 90_000 });
  await adding.save.click();

  // Its own page: tried, rated, chosen.
  const voices = new VoicesPage(page);
  await expect(voices.heading("Mia")).toBeVisible();
  const profileId = Number(new URL(page.url()).searchParams.get("selected"));
  const reference = join(server.dataDir, "audio/profiles", String(profileId), "reference.wav");
  expect(readdirSync(join(reference, "..")).sort()).toEqual(["consent.wav", "reference.txt", "reference.wav"]);
  await tts.forgetCalls();
  const panel = page.getByTestId("trial-panel");
  await panel.getByLabel("What it should say").fill("Good morning.");
  await page.keyboard.press("Enter");
  const trial = panel.getByRole("listitem").first();
  await expect(trial).toHaveAttribute("data-trial", "completed");
  await trial.getByRole("radio", { name: "9 of 10" }).click();
  await trial.getByRole("button", { name: "Rate" }).click();
  await expect(trial.getByText("You gave 9 of 10.")).toBeVisible();
  const detail = page.getByRole("article").last();
  await detail.getByRole("button", { name: "Use it: Mia" }).click();
  await expect(detail.getByRole("button", { name: "In use: Mia" })).toBeVisible();

  // In the conversation her recording reaches the worker.
  const chat = new ChatPage(page);
  await chat.goto();
  await expect(page.getByTestId("speaking-voice")).toHaveAccessibleName("Voice: Mia");
  await llm.configure({ answers: ["Yes.", long, "Yes again."], stepLatencyMs: 5 });
  await chat.type("Are you there?");
  await chat.expectStatus(1, "completed");
  const spoken = (await tts.calls()).map(({ fields }) => fields);
  expect(spoken.length).toBeGreaterThanOrEqual(2);
  for (const fields of spoken) expect(fields).toMatchObject({ ref_audio: reference, ref_text: expect.any(String) });
  expect(await tts.references()).toEqual([reference]);

  // Withdrawn in another tab while a reply is being spoken.
  await tts.configure({ stepLatencyMs: 30 });
  const other = await page.context().newPage();
  await other.goto(`/voice-profiles?selected=${profileId}`);
  await other.getByRole("button", { name: "Withdraw the consent" }).click();
  await chat.type("Tell me more.");
  const playedMs = await chat.playedMs();
  await chat.expectPlayed(playedMs + 300);
  await other.getByRole("dialog").getByRole("button", { name: "Withdraw the consent" }).click();
  await expect(chat.turn(2).item).toContainText("The voice was withdrawn");
  await expect(page.getByTestId("speaking-voice")).toHaveCount(0);
  await expect(chat.turn(2).reply).toHaveText(long);
  await expect(other.getByRole("dialog")).toContainText("Mia has ended");
  await tts.forgetCalls();
  await chat.type("And now?");
  await chat.expectStatus(3, "completed");
  expect((await tts.calls()).map(({ fields }) => fields.ref_audio ?? null)).toEqual([null]);

  // What she said before can go as well.
  await other.getByRole("button", { name: /Delete the sound of/ }).click();
  await expect(other.getByRole("dialog")).toContainText("The words are kept.");
  expect(existsSync(join(reference, ".."))).toBe(false);
  expect(readdirSync(join(server.dataDir, "audio/trials"))).toEqual([]);
  expect(await tts.references()).toEqual([]);
  const sqlite = new DatabaseDriver(join(server.dataDir, "app.db"), { readonly: true });
  const count = (table: string) => sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect(["voice_profiles", "voice_profile_details", "voice_ratings"].map(count)).toEqual([0, 0, 0]);
  const left = sqlite
    .prepare("SELECT count(*) FROM conversations WHERE voice_profile_id = ? AND ai_audio_path IS NOT NULL")
    .pluck()
    .get(profileId);
  expect(left).toBe(0);
  sqlite.close();

  // The certificate stays.
  await other.goto("/voice-profiles/certificates");
  await other.getByRole("link", { name: /Mia/ }).first().click();
  await expect(other.getByText("Withdrawn", { exact: false }).first()).toBeVisible();
  await expect(other.getByText(/I agree to have my voice cloned as “Mia”/)).toBeVisible();
});
