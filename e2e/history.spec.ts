import { expect, test } from "./fixtures/test";
import { holdScripts } from "./pages/hold-scripts";

test("offers the first conversation to somebody who has none", async ({ page, logInAs, historyPage }) => {
  await logInAs("staff");
  await historyPage.goto();
  await page.getByRole("link", { name: "Start talking" }).click();
  await expect(page).toHaveURL(/\/chat$/);
});

test("keeps a conversation's words, sound and timings, and its address can be shared", async ({
  page,
  server,
  logInAs,
  converse,
  historyPage,
}) => {
  const person = await logInAs("staff");
  await server.standIns.llm.configure({ answers: ["The limit is fifty thousand.", "Split transfers count as one."] });
  await converse(person, ["What is the wire limit?", "And if I split it?"]);

  await historyPage.goto();
  await expect(historyPage.rows).toHaveCount(1);
  await expect(historyPage.rows).toContainText("What is the wire limit?");
  await expect(historyPage.rows).toContainText("2 turns");
  await historyPage.rows.click();
  await expect(historyPage.turns).toHaveCount(2);
  const first = historyPage.turn(1);
  await expect(first.locator("[lang=en] p", { hasText: "The limit is fifty thousand." })).toBeVisible();
  await expect(first).toContainText("Typed");

  await first.getByRole("button", { name: /first sound \d+\.\d\d s/i }).click();
  await expect(first.getByRole("row", { name: /Sent → first sound/ })).toBeVisible();
  await expect(first).toContainText("stand-in-llm");

  await first.getByRole("button", { name: "Play" }).click();
  await expect(first.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(first.getByRole("slider", { name: "Position" })).not.toHaveAttribute("aria-valuenow", "0");

  await page.reload();
  await expect(historyPage.turns).toHaveCount(2);
});

test("finds words in any turn and marks them", async ({ page, logInAs, converse, historyPage }) => {
  const person = await logInAs("staff");
  await converse(person, ["Tell me about the harvest."]);
  await converse(person, ["今天下午的會議室還有空嗎？", "Never mind."]);
  await historyPage.goto();
  await expect(historyPage.rows).toHaveCount(2);
  await historyPage.search.fill("會議室");
  await expect(historyPage.rows).toHaveCount(1);
  await expect(historyPage.marks.first()).toHaveText("會議室");
  await expect(page).toHaveURL(/q=%E6%9C%83/);
  await historyPage.search.fill("nothing like it");
  await expect(page.getByRole("heading", { name: /No conversation matches/ })).toBeVisible();
  await page.goBack();
  await page.goForward();
  await expect(historyPage.search).toHaveValue("nothing like it");
  await historyPage.search.press("Escape");
  await expect(historyPage.rows).toHaveCount(2);
});

test("searches for what was typed before the page's script ran", async ({ page, logInAs, converse, historyPage }) => {
  const person = await logInAs("staff");
  await converse(person, ["Tell me about the harvest."]);
  await converse(person, ["Never mind."]);
  const releaseScripts = await holdScripts(page);
  await page.goto("/history", { waitUntil: "commit" });
  await historyPage.search.fill("harvest");
  releaseScripts();
  await expect(historyPage.marks.first()).toHaveText("harvest");
  await expect(historyPage.rows).toHaveCount(1);
  await expect(historyPage.search).toHaveValue("harvest");
});

test("an open conversation stays open while others are searched for", async ({ logInAs, converse, historyPage }) => {
  const person = await logInAs("staff");
  await converse(person, ["Tell me about the harvest."]);
  await converse(person, ["And about the sea."]);
  await historyPage.goto();
  await historyPage.rows.filter({ hasText: "harvest" }).click();
  await historyPage.search.fill("sea");
  await expect(historyPage.rows).toHaveCount(1);
  await expect(historyPage.turn(1)).toContainText("harvest");
  await historyPage.rows.click();
  await expect(historyPage.turn(1)).toContainText("And about the sea.");
});

test("shows what failed, with its code", async ({ server, logInAs, converse, historyPage }) => {
  const person = await logInAs("staff");
  await server.standIns.llm.configure({ fault: { kind: "status", status: 400 } });
  await converse(person, ["This will not be answered."]);
  await server.standIns.llm.configure({ fault: null });
  await historyPage.goto();
  await expect(historyPage.rows).toContainText("1 error");
  await historyPage.rows.click();
  await expect(historyPage.turn(1)).toContainText("Code: llm_failed");
});

test("shows people their own conversations, and QA everybody's", async ({
  page,
  server,
  logInAs,
  converse,
  historyPage,
}) => {
  const colleague = await server.addPerson("staff");
  await converse(colleague, ["Only mine and the reviewers'."]);
  await logInAs("staff");
  await historyPage.goto();
  await expect(page.getByRole("link", { name: "Start talking" })).toBeVisible();

  await page.context().clearCookies();
  await logInAs("qa");
  await historyPage.goto();
  const row = historyPage.rows.filter({ hasText: "Only mine and the reviewers'." });
  await expect(row).toContainText(colleague.username);
});

test("loads the rest when the list's end comes into view, even when the browser reports it late", async ({
  page,
  logInAs,
  historyPage,
}) => {
  await logInAs("staff");
  await page.route("**/api/history*", (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
    const ids = Array.from({ length: 20 }, (_, at) => `s${from + at}`);
    const summary = { created_at: 1_800_000_000, username: null, turn_count: 1, words: null, voice: null, sound_ms: 0 };
    const outcome = { worst_first_audio_ms: null, error_count: 0, interruption_count: 0 };
    const json = ids.map((id) => ({ id, ...summary, ...outcome }));
    const headers = { link: `</api/history?cursor=${from + 20}>; rel="next"` };
    return route.fulfill({ json, headers: from < 40 ? headers : {} });
  });
  // A busy page gets two entries in one call: the end's place before the scroll, and its place now.
  await page.addInitScript(() => {
    const Observer = window.IntersectionObserver;
    window.IntersectionObserver = class extends Observer {
      constructor(callback: IntersectionObserverCallback, options?: IntersectionObserverInit) {
        const before = { isIntersecting: false } as IntersectionObserverEntry;
        super((entries, observer) => callback([before, ...entries], observer), options);
      }
    };
  });
  await historyPage.goto();
  await expect(async () => {
    await historyPage.rows.last().scrollIntoViewIfNeeded();
    await page.mouse.wheel(0, 10_000);
    await expect(historyPage.rows).toHaveCount(60, { timeout: 200 });
  }).toPass({ timeout: 10_000 });
  await expect(page.getByText("That is all of them.")).toBeVisible();
});

test("says why it could not be loaded, and tries again", async ({ page, logInAs, converse, historyPage }) => {
  const person = await logInAs("staff");
  await converse(person, ["Here after all."]);
  await page.route("**/api/history*", (route) =>
    route.fulfill({ status: 500, json: { error: { code: "internal", message: "" } } }),
  );
  await historyPage.goto();
  await expect(page.getByRole("alert").getByText("Code: internal")).toBeVisible();
  await page.unroute("**/api/history*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(historyPage.rows).toHaveCount(1);
});

test("says so when a recording is gone", async ({ page, logInAs, converse, historyPage }) => {
  const person = await logInAs("staff");
  await converse(person, ["Where is my sound?"]);
  await page.route("**/api/turns/*/audio/*", (route) => route.fulfill({ status: 404, json: {} }));
  await historyPage.goto();
  await historyPage.rows.click();
  await expect(historyPage.turn(1)).toContainText("The recording of the reply is missing.");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("shows the list, then the conversation, and leads back", async ({ page, logInAs, converse, historyPage }) => {
    const person = await logInAs("staff");
    await converse(person, ["A small screen."]);
    await historyPage.goto();
    await historyPage.rows.click();
    await expect(historyPage.turn(1)).toBeVisible();
    await expect(historyPage.rows).toBeHidden();
    await page.getByRole("link", { name: "All conversations" }).click();
    await expect(historyPage.rows).toBeVisible();
    await page.goBack();
    await expect(historyPage.turn(1)).toBeVisible();
  });
});
