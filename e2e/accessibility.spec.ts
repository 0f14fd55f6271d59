import { findings, overflow } from "./fixtures/looked-at";
import { seedVoice } from "./fixtures/seeded-voices";
import { expect, test } from "./fixtures/test";
import { AddVoicePage } from "./pages/add-voice-page";
import { ChatPage } from "./pages/chat-page";
import { VoicesPage } from "./pages/voices-page";

/** On touch screens every control of the frame is large enough for a finger. */
test.describe("touch", () => {
  test.use({ viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true });

  test("the system's state and the account are 44 px, and nothing overlaps at 320 px", async ({
    page,
    logInAs,
    shell,
  }) => {
    await logInAs("staff");
    await new ChatPage(page).goto();
    for (const control of [shell.systemState, shell.account]) {
      const box = await control.boundingBox();
      expect(box?.width).toBeGreaterThanOrEqual(44);
      expect(box?.height).toBeGreaterThanOrEqual(44);
    }
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });

  test("an administrator's pages are all within reach at 320 px", async ({ page, logInAs, shell }) => {
    await logInAs("admin");
    await page.goto("/settings/lexicon");
    await expect(page.getByRole("heading", { name: "Lexicon", level: 2 })).toBeVisible();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await expect(shell.account).toBeInViewport({ ratio: 0.99 });
    const bar = page.getByRole("navigation", { name: "Main" });
    const more = bar.getByRole("button", { name: "More" });
    for (const place of [more, ...(await bar.getByRole("link").all())]) {
      expect((await place.boundingBox())?.width).toBeGreaterThanOrEqual(44);
      expect(await place.evaluate((item) => item.scrollWidth - item.clientWidth)).toBeLessThanOrEqual(0);
    }
    await more.click();
    await expect(page.getByRole("menuitem", { name: "Settings" })).toHaveAttribute("aria-current", "page");
    expect(await findings(page)).toEqual([]);
    await page.getByRole("menuitem", { name: "Replay" }).click();
    await expect(page.getByRole("heading", { name: "Replay", level: 1 })).toBeVisible();
  });
});

const widths = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

for (const [device, viewport] of Object.entries(widths)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme, reducedMotion: "reduce" });

      test("the login page", async ({ page, loginPage }) => {
        await loginPage.goto();
        await loginPage.logIn({ username: "nobody-here", password: "wrong" });
        await expect(loginPage.alert).toBeVisible();
        expect(await findings(page)).toEqual([]);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
      });

      test("the page of a first login", async ({ page, server, loginPage }) => {
        const username = `new-${device}-${colorScheme}`;
        const password = await server.avatar("user", "add", username, "--role", "staff");
        await loginPage.goto();
        await loginPage.logIn({ username, password });
        await expect(page.getByRole("heading", { name: "Choose your password" })).toBeVisible();
        expect(await findings(page)).toEqual([]);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
      });

      test("people, one of them, and one's own account", async ({ page, logInAs, server }) => {
        await logInAs("admin");
        const { username } = await server.addPerson("staff", `person-${device}-${colorScheme}`);
        await server.createToken(username);
        const look = async () => {
          expect(await findings(page)).toEqual([]);
          expect(await overflow(page)).toBeLessThanOrEqual(0);
        };
        await page.goto(`/users?q=${username}`);
        await expect(page.getByRole("link", { name: username })).toBeVisible();
        await look();
        await page.getByRole("button", { name: "Add person" }).click();
        await expect(page.getByRole("dialog")).toBeVisible();
        await look();
        await page.keyboard.press("Escape");
        await page.getByRole("link", { name: username }).click();
        await expect(page.getByText("Not logged in anywhere.")).toBeVisible();
        await look();
        await page.goto("/account");
        await expect(page.getByText("This login")).toBeVisible();
        await look();
      });

      test("the chat page", async ({ page, logInAs, shell }) => {
        await logInAs("staff");
        await new ChatPage(page).goto();
        await expect(shell.systemState).toHaveAccessibleName(/Ready to talk/);
        expect(await findings(page)).toEqual([]);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
        await page.getByRole("button", { name: "Settings" }).click();
        await expect(page.getByRole("slider", { name: "Sensitivity" })).toBeVisible();
        expect(await findings(page)).toEqual([]);
      });

      test("a replaced turn, the dock in a conversation, and the open account menu", async ({
        page,
        logInAs,
        server,
        shell,
      }) => {
        await server.standIns.llm.configure({ answers: ["Berlin.", "Rome."] });
        await logInAs("staff");
        const chat = new ChatPage(page);
        await chat.goto();
        await chat.type("The capital of Germany?");
        await chat.expectStatus(1, "completed");
        await chat.turn(1).transcript.click();
        await page.getByRole("textbox", { name: "What you really said" }).fill("The capital of Italy?");
        await page.getByRole("textbox", { name: "What you really said" }).press("Enter");
        await chat.expectStatus(2, "completed");
        await expect(chat.turn(1).item).toContainText("Replaced");
        await chat.microphone.click();
        await expect(page.getByRole("button", { name: "Mute" })).toBeVisible();
        expect(await findings(page)).toEqual([]);
        await shell.account.click();
        await expect(page.getByRole("menu")).toBeVisible();
        expect(await findings(page)).toEqual([]);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
      });

      test("the voices, a voice's own page, adding one, a certificate", async ({ page, logInAs, server }) => {
        const { username: owner } = await logInAs("admin");
        const noisy = { noiseGapDb: 18, rmsDbfs: -31 };
        const id = await seedVoice(server.dataDir, {
          owner,
          name: `Front desk, ${device}, ${colorScheme}`,
          measures: noisy,
          ratings: [8],
        });
        const waiting = await seedVoice(server.dataDir, {
          owner,
          name: `Later, ${device}, ${colorScheme}`,
          consent: null,
        });
        const voices = new VoicesPage(page);
        const look = async () => {
          expect(await findings(page)).toEqual([]);
          expect(await overflow(page)).toBeLessThanOrEqual(0);
        };
        await voices.goto();
        await expect(voices.card(`Front desk, ${device}, ${colorScheme}`)).toBeVisible();
        await look();
        await voices.goto(waiting);
        await expect(voices.heading(`Later, ${device}, ${colorScheme}`)).toBeVisible();
        await page.getByText("Attach a written consent").click();
        await look();
        await page.getByRole("button", { name: "Delete the voice" }).click();
        await expect(page.getByRole("dialog")).toBeVisible();
        await look();
        await page.keyboard.press("Escape");
        await voices.goto(id);
        await page.getByRole("link", { name: /^Certificate of/ }).click();
        await expect(page.getByRole("button", { name: "Print / save as PDF" })).toBeVisible();
        await look();
        const adding = new AddVoicePage(page);
        await adding.goto();
        await look();
        await page.getByRole("button", { name: "Record", exact: true }).click();
        await expect(adding.recorder).toHaveAttribute("data-recording", "recording");
        await look();
      });

      test("the settings: a change, what a file would change, tags and servers", async ({ page, logInAs }) => {
        await logInAs("admin");
        const look = async () => {
          expect(await findings(page)).toEqual([]);
          expect(await overflow(page)).toBeLessThanOrEqual(0);
        };
        await page.goto("/settings/lexicon?language=en");
        const form = page.getByRole("form", { name: "Add how something is said" });
        const written = `SQL, ${device}, ${colorScheme}`;
        await form.getByLabel("Written").fill(written);
        await form.getByLabel("Said as").fill("sequel");
        await form.getByRole("button", { name: "Add" }).click();
        await page.getByRole("button", { name: `Change ${written}` }).click();
        await form.getByRole("button", { name: "Add" }).click();
        await expect(form.getByRole("alert")).toBeVisible();
        await look();
        const buffer = Buffer.from("kind,language,written,becomes\nsaid,en,GIF,jif\nsaid,xx,a,b");
        const file = { name: "lexicon.csv", mimeType: "text/csv", buffer };
        await page.getByLabel("CSV file of a lexicon").setInputFiles(file);
        await page.getByRole("dialog").getByRole("checkbox").check();
        await look();
        await page.getByRole("dialog").getByRole("button", { name: /^Make/ }).click();
        await expect(page.getByRole("dialog")).toHaveCount(0);
        await page.getByRole("button", { name: /^Version \d/ }).click();
        const earlier = page
          .getByRole("dialog")
          .getByRole("listitem")
          .filter({ hasText: /^Version/ })
          .nth(1);
        await earlier.getByText("Version").click();
        await earlier.getByRole("button", { name: "All entries" }).click();
        await expect(earlier.getByRole("list", { name: "All entries" })).toBeVisible();
        await look();
        await earlier.getByRole("button", { name: "Go back to this" }).click();
        await expect(page.getByRole("dialog", { name: "Go back to version" })).toBeVisible();
        await look();
        await page.goto("/settings/tags");
        await page.getByRole("button", { name: "Rename Slow" }).click();
        await look();
        await page.goto("/settings/servers");
        await page.getByRole("button", { name: "Check and add" }).click();
        await expect(page.getByRole("form").getByRole("alert")).toBeVisible();
        await look();
        await page.goto("/settings/alerts");
        await page.getByRole("button", { name: "Silence an alert" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Silence" }).click();
        await expect(page.getByRole("dialog").getByRole("alert")).toBeVisible();
        await look();
        await page.keyboard.press("Escape");
        await page.getByLabel("Address").fill("nowhere");
        await page.getByRole("region", { name: "Webhook" }).getByRole("button", { name: "Save" }).click();
        await look();
        await page.goto("/settings/assistant");
        await expect(page.getByRole("region", { name: "Changes" })).toBeVisible();
        await look();
        await page.getByRole("link", { name: "New persona" }).click();
        await page.getByRole("button", { name: "Create" }).click();
        await expect(page.getByRole("form").getByRole("alert").first()).toBeVisible();
        await look();
        await page.goto("/settings/limits");
        await expect(page.getByRole("form", { name: "Conversations at the same time" })).toBeVisible();
        await look();
        await page.goto("/dashboard?month=2026-01");
        await expect(page.getByRole("heading", { name: "Report for January 2026" })).toBeVisible();
        await look();
      });

      test("the dashboard: a definition, the numbers of a chart", async ({ page, logInAs, converse, server }) => {
        await converse(await server.addPerson("staff"), ["Is everything in reach?"]);
        await logInAs("admin");
        const look = async () => {
          expect(await findings(page)).toEqual([]);
          expect(await overflow(page)).toBeLessThanOrEqual(0);
        };
        await page.goto("/dashboard");
        await expect(page.locator("[data-line=live]")).toBeVisible();
        await page.getByRole("button", { name: "What First sound, P95 means" }).click();
        await look();
        await page.keyboard.press("Escape");
        await page.getByText("As a table").first().click();
        await look();
      });

      test("the audit log, with an act opened", async ({ page, logInAs }) => {
        await logInAs("admin");
        await page.goto("/audit");
        const act = page.getByRole("list", { name: "Audit" }).getByRole("listitem").filter({ hasText: "added a user" });
        await act.first().locator("summary").click();
        await expect(act.first().getByRole("row", { name: /^Role / })).toBeVisible();
        expect(await findings(page)).toEqual([]);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
      });

      test("how a device connects, and its check", async ({ page, logInAs }) => {
        const look = async () => {
          expect(await findings(page)).toEqual([]);
          expect(await overflow(page)).toBeLessThanOrEqual(0);
        };
        await page.goto("/connect?system=ios");
        await look();
        await logInAs("admin");
        await page.goto("/connect");
        await page.getByTestId("device-check").getByRole("button").first().click();
        await expect(page.locator("[data-part=level]")).not.toHaveAttribute("data-state", "open", { timeout: 30_000 });
        await look();
      });

      test("what AVATAR is made of", async ({ page, logInAs }) => {
        await logInAs("staff");
        await page.goto("/about");
        await page.getByText("Files and their SHA-256").first().click();
        await page.getByText("MIT", { exact: true }).last().click();
        expect(await findings(page)).toEqual([]);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
      });

      test("the replays: the sets, one of them with its dialogs, a comparison", async ({
        page,
        logInAs,
        converse,
        server,
      }) => {
        const staff = await server.addPerson("staff");
        await converse(staff, ["Is everything in reach?", "And this?"]);
        await logInAs("qa");
        const look = async () => {
          expect(await findings(page)).toEqual([]);
          expect(await overflow(page)).toBeLessThanOrEqual(0);
        };
        const dialog = page.getByRole("dialog");
        await page.goto(`/history?person=${staff.username}`);
        await page.getByRole("button", { name: "Add these turns to a replay set" }).click();
        const name = `In reach, ${device}, ${colorScheme}`;
        await dialog.getByLabel("Name of a new set").fill(name);
        await look();
        await page.keyboard.press("Enter");
        await dialog.getByRole("link", { name: "Open the set" }).click();
        await page.getByRole("button", { name: "What it expects" }).first().click();
        await dialog.getByLabel("The reply must contain").fill("card");
        await look();
        await dialog.getByRole("button", { name: "Save" }).click();
        for (const run of ["First", "Second"]) {
          await page.getByRole("button", { name: "New run" }).click();
          await dialog.getByLabel("Name of the run").fill(run);
          await dialog.getByRole("button", { name: "Change the system prompt" }).click();
          await look();
          await dialog.getByRole("button", { name: "Start the run" }).click();
          await expect(page.getByRole("region", { name: "Cases" }).getByText("Done", { exact: true })).toBeVisible({
            timeout: 60_000,
          });
          await look();
          await page.getByRole("link", { name: new RegExp(name) }).click();
        }
        await expect(page.getByRole("table", { name: "Regressed" })).toBeAttached();
        await look();
        await page.getByRole("link", { name: "Second" }).click();
        await expect(page.getByRole("heading", { name: "Second", level: 1 })).toBeAttached();
        await page.getByRole("region", { name: "Cases" }).getByRole("listitem").getByRole("link").first().click();
        await expect(page.getByRole("region", { name: "Differences" })).toBeVisible();
        await look();
        await page.getByRole("switch", { name: "Blind" }).click();
        await look();
        await page.getByRole("button", { name: "About the same" }).click();
        await expect(page.getByRole("region", { name: "Heard blind" })).toBeVisible();
        await look();
        await page.goto("/replay");
        await expect(page.getByRole("link", { name: new RegExp(name) })).toBeVisible();
        await look();
      });

      test("the history as a reviewer has it: filters, a note, how well speech is understood", async ({
        page,
        logInAs,
        converse,
        historyPage,
      }) => {
        const person = await logInAs("qa");
        await converse(person, ["Is everything in reach?"]);
        const look = async () => {
          expect(await findings(page)).toEqual([]);
          expect(await overflow(page)).toBeLessThanOrEqual(0);
        };
        await page.goto(`/history?q=reach&person=${person.username}`);
        await page.getByRole("button", { name: "Filters" }).click();
        await expect(page.getByRole("combobox", { name: "Model" })).toBeVisible();
        await look();
        await historyPage.rows.click();
        const turn = historyPage.turn(1);
        await turn.getByRole("button", { name: "Bad reply" }).click();
        await turn.getByRole("button", { name: "Add a note" }).click();
        await look();
        await turn.getByRole("button", { name: "Add a tag" }).click();
        await expect(page.getByRole("dialog", { name: "Add a tag" })).toBeVisible();
        await look();
        await page.goto("/history/accuracy");
        await look();
      });

      test("the history, its detail and the system's state", async ({
        page,
        logInAs,
        converse,
        historyPage,
        shell,
      }) => {
        const person = await logInAs("staff");
        await converse(person, ["Is everything in reach?"]);
        await historyPage.goto();
        await historyPage.rows.click();
        const turn = historyPage.turn(1);
        await turn.getByRole("button", { name: /first sound/i }).click();
        await expect(turn.getByRole("button", { name: "Play" })).toBeVisible();
        expect(await findings(page)).toEqual([]);
        await shell.systemState.click();
        await expect(page.getByRole("dialog")).toBeInViewport({ ratio: 0.99 });
        expect(await findings(page)).toEqual([]);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
      });
    });
  }
}

test.describe("phone, lying on its side", () => {
  test.use({ viewport: { width: 568, height: 320 } });

  test("the account menu of a long name can be read and scrolled to its end", async ({
    page,
    server,
    loginPage,
    shell,
  }) => {
    await loginPage.goto();
    await loginPage.logIn(await server.addPerson("staff", "x".repeat(64)));
    await loginPage.waitForChat();
    await shell.account.click();
    await expect(page.getByRole("menu")).toBeInViewport({ ratio: 0.99 });
    await page.keyboard.press("End");
    await expect(page.getByRole("menuitem", { name: "Log out" })).toBeInViewport({ ratio: 0.99 });
  });
});

test("everything on the history page is reached by keyboard", async ({ page, logInAs, converse, historyPage }) => {
  const person = await logInAs("staff");
  await converse(person, ["First."]);
  await converse(person, ["Second."]);
  await historyPage.goto();
  await expect(historyPage.rows).toHaveCount(2);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Export these conversations as ZIP" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(historyPage.search).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Filters" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(historyPage.rows.first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(historyPage.rows.last()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(historyPage.turn(1)).toContainText("First.");
});
