import type { Page } from "@playwright/test";
import type { Language } from "../lib/languages";
import { seedVoice } from "./fixtures/seeded-voices";
import { giveMicrophone, sayOnce, spokenBy } from "./fixtures/talking-page";
import { expect, test } from "./fixtures/test";
import { VoicesPage } from "./pages/voices-page";

// Two embedded voices are the two persons; the recogniser and the speaker comparison are the real ones.
test.use({ environment: { AVATAR_STT_URL: "" } });
test.setTimeout(240_000);

/** Reads what the page shows, or other words, into the microphone. */
async function read(page: Page, buttons: { read: string; done: string }, say: () => Promise<void>): Promise<void> {
  await page.getByRole("button", { name: buttons.read }).click();
  await expect(page.getByRole("button", { name: buttons.done })).toBeVisible();
  await say();
  await page.getByRole("button", { name: buttons.done }).click();
}

async function shownSentence(page: Page): Promise<string> {
  return (await page.getByTestId("consent-sentence").textContent()) ?? "";
}

test("a voice that waits for consent is refused to another person, and given by its own", async ({
  page,
  server,
  logInAs,
}) => {
  const language: Language = "en";
  const buttons = { read: "Start reading", done: "Done" };
  const text = "The library opens at nine, and the garden behind it is free for everybody who lives in this town.";
  await giveMicrophone(page);
  const { username: owner } = await logInAs("staff");
  const reference = await spokenBy("af_heart", text, language);
  const id = await seedVoice(server.dataDir, { owner, name: "Mia", consent: null, reference, text });
  await new VoicesPage(page).goto(id);
  await page.getByRole("button", { name: "Begin the consent" }).click();
  const first = await shownSentence(page);
  expect(first).toMatch(/^I agree to have my voice cloned as “Mia”, for a voice assistant\. Today is/);
  await expect(page.getByText("3 tries left")).toBeVisible();
  await read(page, buttons, await sayOnce(page, "am_michael", first, language));
  const end = page.getByTestId("consent-end");
  await expect(end).toHaveAttribute("data-outcome", "no_match", { timeout: 60_000 });
  await expect(end).toContainText("Another person speaks");
  await expect(end).toContainText(/Similarity of the voices 0\.\d\d/);

  await page.getByRole("button", { name: "Begin again" }).click();
  await expect(page.getByTestId("consent-sentence")).not.toHaveText(first);
  await read(page, buttons, await sayOnce(page, "af_heart", await shownSentence(page), language));
  await expect(end).toHaveAttribute("data-outcome", "match", { timeout: 60_000 });
  await expect(end).toContainText("The voice can be used now.");
  await expect(page.getByRole("article").getByRole("button", { name: "Use it: Mia" }).first()).toBeVisible();
  await expect(page.getByRole("list", { name: /Certificates/ }).getByRole("link")).toHaveCount(2);
});

test.describe("in Chinese", () => {
  test.use({ locale: "zh-TW" });

  test("other words are marked in the sentence, and the next one is given", async ({ page, server, logInAs }) => {
    const language: Language = "zh-TW";
    const buttons = { read: "開始朗讀", done: "唸完了" };
    const text = "圖書館早上九點開門，後面的花園歡迎每一位住在這個城市的朋友來散步。";
    await giveMicrophone(page);
    const { username: owner } = await logInAs("staff");
    const reference = await spokenBy("zf_xiaobei", text, language);
    const id = await seedVoice(server.dataDir, { owner, name: "小雅", language, consent: null, reference, text });
    await new VoicesPage(page).goto(id);
    await page.getByRole("button", { name: "開始同意程序" }).click();
    expect(await shownSentence(page)).toMatch(/^我同意把我的聲音複製成「小雅」，用於語音助理的回答。今天是20\d\d年/);
    await read(page, buttons, await sayOnce(page, "zf_xiaobei", text, language));
    const end = page.getByTestId("consent-end");
    await expect(end).toHaveAttribute("data-outcome", "again", { timeout: 60_000 });
    await expect(end).toContainText("聽到的和句子差太多");
    await expect(end.getByTestId("consent-diff").locator("mark").first()).toBeVisible();
    await expect(page.getByText("還有 2 次機會")).toBeVisible();

    await read(page, buttons, await sayOnce(page, "zf_xiaobei", await shownSentence(page), language));
    await expect(end).toHaveAttribute("data-outcome", "match", { timeout: 60_000 });
    await expect(end).toContainText("這個聲音現在可以使用了");
  });
});
