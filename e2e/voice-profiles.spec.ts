import { existsSync, readFileSync } from "node:fs";
import { encodeWav } from "../lib/audio/wav";
import { recordingScripts } from "../lib/voice-profiles/scripts";
import { spokenSentences } from "../server/inference/engines/testing/spoken-audio";
import { seedVoice } from "./fixtures/seeded-voices";
import { expect, test } from "./fixtures/test";
import { AddVoicePage } from "./pages/add-voice-page";
import { VoicesPage } from "./pages/voices-page";

/** Some fifteen seconds of one voice, as a file. */
async function recordedSpeech() {
  const [spoken] = await spokenSentences([recordingScripts.en]);
  if (!spoken) throw new Error("The script was not spoken.");
  return { name: "script.wav", mimeType: "audio/wav", buffer: readFileSync(spoken.path) };
}

test("says what the page is for to whoever has no voice yet, and lists those that come with the models", async ({
  page,
  logInAs,
}) => {
  const voices = new VoicesPage(page);
  await logInAs("staff");
  await voices.goto();
  await expect(page.getByRole("heading", { name: "Answer in a voice you know" })).toBeVisible();
  await expect(voices.card("Alloy")).toContainText("Built in");
});

test("a card says whose voice it is, how good, who consented and how; an address narrows and opens", async ({
  page,
  server,
  logInAs,
}) => {
  const voices = new VoicesPage(page);
  const { username: owner } = await logInAs("staff");
  const noisy = { noiseGapDb: 18 };
  await seedVoice(server.dataDir, { owner, name: "Front desk", speakerName: "Mei Lin", ratings: [8, 7] });
  const id = await seedVoice(server.dataDir, {
    ...{ owner, name: "總機", language: "zh-TW", measures: noisy },
    consent: { status: "accepted", method: "written" },
  });
  await seedVoice(server.dataDir, { owner, name: "Later", consent: null });
  await voices.goto();
  await expect(voices.card("Front desk")).toContainText("Mei Lin consented aloud");
  await expect(voices.card("Front desk")).toContainText("Likeness 7.5 / 10");
  await expect(voices.card("總機")).toContainText("Written consent");
  await expect(voices.card("總機").getByRole("listitem").filter({ hasText: "Noise" })).toContainText("could be better");
  await expect(voices.card("Later")).toContainText("Waiting for consent");
  await expect(voices.card("Later").getByRole("button", { name: /Use/ })).toHaveCount(0);

  await voices.search.fill("mei");
  await expect(page.getByRole("article")).toHaveCount(1);
  await expect(page).toHaveURL(/q=mei/);
  await page.goto("/voice-profiles?state=waiting");
  await expect(page.getByRole("article")).toHaveText([/Later/]);
  await page.goto(`/voice-profiles?language=zh-TW&selected=${id}`);
  await expect(voices.heading("總機")).toBeFocused();
  await expect(page.getByRole("listitem").filter({ hasText: "Good from 25 dB" })).toContainText("18.0 dB");
});

test("the reference is heard, the voice is used from now on, and others see it once it is for everyone", async ({
  page,
  server,
  logInAs,
}) => {
  const voices = new VoicesPage(page);
  const { username: owner } = await logInAs("staff");
  const id = await seedVoice(server.dataDir, { owner, name: "Shared" });
  await voices.goto(id);
  await page.getByRole("article", { name: "Shared" }).getByRole("button", { name: /^Play/ }).click();
  await expect(page.locator("[data-sound=playing]")).toBeVisible();
  await page.getByRole("article").getByRole("button", { name: "Use it: Shared" }).first().click();
  await expect(page.getByRole("button", { name: "In use: Shared" }).first()).toBeVisible();
  await page.getByRole("radio", { name: "Everyone here" }).click();
  await expect(page.getByText("Everybody who can log in here may choose it.")).toBeVisible();
  // The choice is shown at once; it holds when the server has it.
  await expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);

  // An open page would ask for its list, and be sent to the login page, between the two people.
  await page.goto("about:blank");
  await page.context().clearCookies();
  await logInAs("staff");
  await voices.goto();
  await expect(voices.card("Shared")).toContainText(`brought by ${owner}`);
});

test("an administrator decides about a consent, and a voice that is deleted leaves its certificate alone", async ({
  page,
  server,
  logInAs,
}) => {
  const voices = new VoicesPage(page);
  const { username: owner } = await logInAs("staff");
  const id = await seedVoice(server.dataDir, { owner, name: "Unsure", consent: { status: "review" } });
  await voices.goto(id);
  await expect(page.getByText("An administrator listens to both and decides.")).toBeVisible();
  // An open page would ask for its list, and be sent to the login page, between the two people.
  await page.goto("about:blank");
  await page.context().clearCookies();
  await logInAs("admin");
  await voices.goto(id);
  const accept = page.getByRole("button", { name: "Same person: accept" });
  await expect(accept).toBeDisabled();
  await page.getByRole("textbox", { name: "Reason" }).fill("I know both voices.");
  await accept.click();
  await expect(voices.card("Unsure")).toContainText("Ready");

  await page.getByRole("button", { name: "Delete the voice" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("the voice print");
  await dialog.getByRole("button", { name: "Delete the voice" }).click();
  await expect(dialog).toContainText("Unsure has ended");
  await dialog.getByRole("button", { name: "Close" }).first().click();
  await expect(voices.card("Unsure")).toHaveCount(0);
  await page.getByRole("link", { name: "All certificates of consent" }).click();
  await page.getByRole("link", { name: /Unsure/ }).click();
  const certificate = page.getByRole("article");
  await expect(certificate).toContainText("This consent has ended");
  await expect(certificate).toContainText("I know both voices.");
  await expect(certificate).toContainText("Not for commercial use");
  await expect(certificate).toContainText("聲音使用同意證明");
});

test("an administrator attaches a written consent to a voice that waits for one", async ({ page, server, logInAs }) => {
  const voices = new VoicesPage(page);
  const { username: owner } = await logInAs("admin");
  const id = await seedVoice(server.dataDir, { owner, name: "Absent", consent: null });
  await voices.goto(id);
  await page.getByText("Attach a written consent").click();
  const file = { name: "consent.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 signed") };
  await page.getByLabel("Signed document").setInputFiles(file);
  await page.getByRole("button", { name: "Attach", exact: true }).click();
  await expect(page.getByText("Absent consented in writing").first()).toBeVisible();
  await page.getByRole("link", { name: /^Certificate of/ }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Signed document" }).click();
  expect((await download).suggestedFilename()).toBe("consent.pdf");
});

test("a file becomes a voice that waits for consent: part, text and name are kept, and leaving asks first", async ({
  page,
  server,
  logInAs,
}) => {
  test.slow();
  const voices = new VoicesPage(page);
  const adding = new AddVoicePage(page);
  await logInAs("staff");
  await adding.goto();
  await expect(adding.requirement("audio")).toHaveAttribute("data-readiness", "missing");
  await adding.choose(await recordedSpeech());
  await adding.expectPrepared();
  await expect(adding.requirement("quality")).toHaveAttribute("data-readiness", "done");
  const heard = await adding.text.inputValue();
  expect(heard).toContain("milliseconds of speech");

  // Another part is recognised anew.
  await adding.handle("End of the part").press("Shift+ArrowLeft");
  await expect(adding.text).not.toHaveValue(heard);
  // Words of one's own stay, and are marked; what was heard can be taken over.
  await adding.text.fill("The harvest was late.");
  await expect(page.getByText("Recognised:")).toBeVisible();
  await expect(adding.light("text")).toHaveAttribute("data-colour", "red");
  await expect(adding.requirement("quality")).toHaveAttribute("data-readiness", "blocked");
  await expect(adding.saveWaiting).toBeDisabled();
  await page.getByRole("button", { name: "Take over what was heard" }).click();
  await expect(adding.light("text")).toHaveAttribute("data-colour", "green");

  await adding.name.fill("!?");
  await expect(page.getByText("A name needs a letter or a digit")).toBeVisible();
  await adding.name.fill("Harvest");
  await expect(page.getByText("Kept in your draft for a day.")).toBeVisible();

  await page.getByRole("link", { name: "Chat", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stay" }).click();
  await page.getByRole("link", { name: "History", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Keep the draft and leave" }).click();
  await expect(page).toHaveURL(/\/history$/);
  await voices.goto();
  await page.getByRole("region", { name: "Voices you began to add" }).getByRole("link", { name: "Go on" }).click();
  await expect(adding.name).toHaveValue("Harvest");
  const folder = adding.folderIn(server.dataDir);
  expect(existsSync(folder)).toBe(true);

  await expect(adding.save).toBeDisabled();
  await adding.saveWaiting.click();
  await expect(voices.heading("Harvest")).toBeVisible();
  await expect(voices.card("Harvest")).toContainText("Waiting for consent");
  await page.getByRole("button", { name: "Delete the voice" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete the voice" }).click();
  await expect(page.getByRole("dialog")).toContainText("Harvest has ended");
  expect(existsSync(folder)).toBe(false);
});

test("what is no recording is refused with what to do, and leaves nothing behind", async ({
  page,
  server,
  logInAs,
}) => {
  const adding = new AddVoicePage(page);
  await logInAs("staff");
  await adding.goto();
  await adding.choose({
    name: "voice.m4a",
    mimeType: "audio/mp4",
    buffer: Buffer.from("no sound at all, whatever its name"),
  });
  await expect(adding.alert).toContainText("audio_unsupported");
  const silence = Buffer.from(encodeWav(new Int16Array(24_000 * 8), 24_000));
  await adding.choose({ name: "silence.wav", mimeType: "audio/wav", buffer: silence });
  await expect(adding.alert).toContainText("This recording can’t become a voice");
  await expect(adding.file).toBeAttached();
  const folder = adding.folderIn(server.dataDir);
  expect(existsSync(folder)).toBe(true);
  await page.getByRole("button", { name: "Discard this voice" }).click();
  await expect(page).toHaveURL(/\/voice-profiles$/);
  await expect(page.getByRole("region", { name: "Voices you began to add" })).toHaveCount(0);
  expect(existsSync(folder)).toBe(false);
});

test("a recording made here can be heard, made again, and used; the draft can be discarded on leaving", async ({
  page,
  logInAs,
}) => {
  const adding = new AddVoicePage(page);
  await logInAs("staff");
  await adding.goto();
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await expect(adding.recorder).toHaveAttribute("data-recording", "recording");
  await expect(page.locator("[data-level]")).not.toHaveAttribute("data-level", "silent");
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Record again" }).click();
  await expect(adding.recorder).toHaveAttribute("data-recording", "recording");
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Play: your recording" }).click();
  await page.getByRole("link", { name: "Chat", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("would be lost");
  await page.getByRole("dialog").getByRole("button", { name: "Stay" }).click();
  await page.getByRole("button", { name: "Use this recording" }).click();
  // The browser's fake microphone beeps: no speech is in it.
  await expect(adding.alert).toContainText("This recording can’t become a voice");
  await page.getByRole("link", { name: "Chat", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard it" }).click();
  await expect(page).toHaveURL(/\/chat$/);
});
