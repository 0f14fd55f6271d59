import { standInNvidiaSmi } from "../server/inference/gpu/testing/stand-in-nvidia-smi";
import { connectPlain } from "../server/testing/chat-client";
import { startServer } from "./fixtures/server";
import { expect, test } from "./fixtures/test";

// A house of its own, in which nobody has talked yet.
test.use({ environment: { AVATAR_TEST_HOUSE: "dashboard" } });

test("an administrator sees live numbers move while somebody talks, and follows a point to its turns", async ({
  page,
  server,
  logInAs,
}) => {
  const staff = await server.addPerson("staff");
  await logInAs("admin");
  await page.goto("/dashboard?range=15m");
  await expect(page.locator("[data-line]")).toHaveText("Live");
  const sessions = page.getByTestId("now-sessions");
  await expect(sessions).toHaveText("0");
  const client = await connectPlain(server.url, await server.createToken(staff.username));
  client.send({ type: "session_start", language: "en" });
  await client.waitFor("session_started");
  await expect(sessions).toHaveText("1");
  const row = page.getByRole("listitem").filter({ hasText: staff.username });
  await expect(row).toContainText("Listening");
  for (const [index, text] of ["Hello.", "And the second?"].entries()) {
    client.send({ type: "text_input", text });
    await client.waitFor("turn_completed", () => true, index + 1);
  }
  await expect(page.getByRole("listitem").filter({ hasText: "Failed turns" })).toContainText("0%");
  await expect(page.getByTestId("now-ttft")).toContainText("s");

  await row.getByRole("button", { name: `Ask ${staff.username} to leave` }).click();
  await expect(row).toContainText("Asked.");
  expect((await client.waitFor("error")).code).toBe("asked_to_leave");
  await row.getByRole("button", { name: `End the conversation of ${staff.username}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End" }).click();
  expect((await client.waitFor("error", () => true, 2)).code).toBe("session_ended");
  expect(await client.waitForClose()).toMatchObject({ code: 4410 });
  await expect(sessions).toHaveText("0");

  await page.reload();
  const turns = page.getByRole("figure").filter({ hasText: /^Turns/ });
  await turns.getByText("As a table").click();
  await turns.getByRole("table").getByRole("link").first().click();
  await expect(page).toHaveURL(/\/history\?from=\d{4}-\d\d-\d\dT/);
  await expect(page.getByRole("main")).toContainText(staff.username);

  await page.goto("/dashboard?range=15m&month=abc");
  await expect(page.getByText("Could not be read and is not applied: Month")).toBeVisible();
  const firstToken = page.getByRole("figure").filter({ hasText: /^First token/ });
  await firstToken.getByText("As a table").click();
  await firstToken.getByRole("table").getByRole("link").first().click();
  await expect(page).toHaveURL(/\/history\?.*stage=ttft/);
  const filters = page.getByRole("list", { name: "Active filters" });
  await expect(filters).toContainText("First token");
  await expect(page.getByRole("main")).toContainText(staff.username);
  await filters.getByRole("button", { name: /First token/ }).click();
  await expect(page).not.toHaveURL(/stage=|above=/);
});

test("what is printed has every chart, however far down it is", async ({ page, server, logInAs, converse }) => {
  await converse(await server.addPerson("staff"), ["Hello."]);
  await logInAs("admin");
  await page.setViewportSize({ width: 1280, height: 400 });
  await page.goto("/dashboard?range=15m");
  await expect(page.locator("main figure > div[style]")).not.toHaveCount(0);
  const blank = () =>
    [...document.querySelectorAll("main figure > div[style]")].filter((each) => !each.querySelector("svg path")).length;
  expect(await page.evaluate(blank)).toBeGreaterThan(0);
  // What is there when the event is over is printed.
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  expect(await page.evaluate(blank)).toBe(0);
});

test("what a card holds moves as its driver says, and a model can be unloaded and loaded", async ({ browser }) => {
  // A server of its own loads an embedded voice.
  test.setTimeout(180_000);
  const driver = await standInNvidiaSmi();
  const card = (usedMiB: number) => `0, GPU-1a, NVIDIA GeForce RTX 3090, 24576, ${usedMiB}, ${24_000 - usedMiB}, 31`;
  await driver.prints(card(12_288));
  // The embedded voice is a process of ours.
  const server = await startServer({ PATH: `${driver.path}:${process.env.PATH}`, AVATAR_TTS_URL: "" });
  try {
    const page = await browser.newPage({ baseURL: server.url });
    const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json();
    const form = { ...server.admin, csrfToken, json: "true" };
    await page.request.post("/api/auth/callback/credentials", { form });
    await page.goto("/dashboard");
    const vram = page.getByTestId("now-vram");
    await expect(vram).toHaveText("50%");
    await driver.prints(card(23_000));
    await expect(vram).toHaveText("93.6%");
    await expect(page.getByText("Above 90%")).toBeVisible();
    const client = await connectPlain(server.url, await server.createToken(server.admin.username));
    client.send({ type: "session_start", language: "en" });
    await client.waitFor("session_started");
    client.send({ type: "text_input", text: "Hello." });
    await client.waitFor("turn_completed");
    await page.goto("/dashboard?range=15m");
    const line = page.getByRole("region", { name: "Alerts and degradations" });
    const turns = page.getByRole("figure").filter({ hasText: /^Turns/ });
    const marked = (where: typeof line) => where.locator(".recharts-tooltip-cursor");
    await expect(line.locator(".recharts-reference-area")).toHaveCount(1);
    // A chart is drawn once it is near.
    await turns.scrollIntoViewIfNeeded();
    await turns.locator(".recharts-surface").first().hover();
    await expect(marked(turns)).toHaveCount(1);
    await expect(marked(line)).toHaveCount(1);
    await line.locator(".recharts-surface").first().hover();
    await expect(marked(turns)).toHaveCount(1);
    await expect(line.getByRole("link", { name: /^since / })).toHaveAttribute("href", /^\/history\?from=/);
    await line.locator(".recharts-reference-area").click();
    await expect(page).toHaveURL(/\/history\?from=\d{4}-\d\d-\d\dT/);
    client.close();
    await page.goto("/dashboard");
    const voice = page.locator('[data-role="tts"]');
    await voice.getByRole("button", { name: "Unload" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Unload" }).click();
    await expect(voice).toContainText("Not running");
    await voice.getByRole("button", { name: "Load" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Load" }).click();
    await expect(voice).toContainText(/Process \d+ · 1 restart/, { timeout: 30_000 });
    await expect(voice.getByText("Ready").first()).toBeVisible({ timeout: 60_000 });
    await page.close();
  } finally {
    await server.close();
    await driver.remove();
  }
});

test("nobody but an administrator finds or opens it", async ({ page, logInAs }) => {
  for (const role of ["staff", "qa"] as const) {
    await logInAs(role);
    await page.goto("/chat");
    await expect(page.getByRole("link", { name: "Metrics" })).toHaveCount(0);
    expect((await page.goto("/dashboard"))?.status()).toBe(403);
    expect((await page.request.get("/api/live")).status()).toBe(403);
    await page.goto("about:blank");
    await page.context().clearCookies();
  }
});

test.describe("on a phone in Chinese", () => {
  test.use({ locale: "zh-TW" });

  test("a heading is not squeezed by the choice beside it", async ({ page, logInAs }) => {
    await logInAs("admin");
    for (const width of [320, 390]) {
      await page.setViewportSize({ width, height: 700 });
      await page.goto("/dashboard");
      const heading = page.getByRole("heading", { name: "各階段的時間" });
      await heading.scrollIntoViewIfNeeded();
      const lineHeight = await heading.evaluate((element) => Number.parseFloat(getComputedStyle(element).lineHeight));
      expect((await heading.boundingBox())?.height, `${width} px`).toBeLessThan(lineHeight * 1.5);
    }
  });
});
