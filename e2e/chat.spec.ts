import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";
import { holdScripts } from "./pages/hold-scripts";

const test = base.extend<{ chat: ChatPage }>({
  chat: async ({ page, logInAs, server }, use) => {
    await Promise.all(
      [server.standIns.stt, server.standIns.llm, server.standIns.tts].map((each) => each.configure(calm)),
    );
    await logInAs("staff");
    const chat = new ChatPage(page);
    await chat.goto();
    await use(chat);
  },
});

/** The state that every test begins with, whatever the test before it did. */
const calm = { answers: [], answer: null, faults: [], fault: null, firstLatencyMs: 0, stepLatencyMs: 0 };

test("answers what is typed, aloud, and its text follows the sound", async ({ chat, server }) => {
  await server.standIns.llm.configure({ answers: ["Good morning. Here is a second sentence, somewhat longer."] });
  await chat.type("Good morning");
  const { reply, heard, timings } = chat.turn(1);
  await expect(reply).toHaveText("Good morning. Here is a second sentence, somewhat longer.");
  await expect(heard).toHaveText("Good morning.");
  await chat.expectDock("speaking");
  await chat.expectPlayed(1_000);
  await chat.expectStatus(1, "completed");
  await expect(heard).toHaveText("Good morning. Here is a second sentence, somewhat longer.");
  await expect(timings).toBeVisible();
  await chat.expectDock("ready");
  expect(await chat.player.getAttribute("data-underruns")).toBe("0");
});

test("words that were typed before the page's script ran can be sent", async ({ chat }) => {
  const releaseScripts = await holdScripts(chat.page);
  await chat.page.reload({ waitUntil: "commit" });
  await chat.composer.fill("Typed early.");
  releaseScripts();
  await chat.expectDock("ready");
  await expect(chat.composer).toHaveValue("Typed early.");
  await chat.composer.press("Enter");
  await expect(chat.turn(1).transcript).toHaveText("Typed early.");
});

test("stops a reply's sound at once; its text goes on, and stays after a reload", async ({ page, chat, server }) => {
  const answer = `Well. ${"And so it goes on and on. ".repeat(20)}`.trim();
  await server.standIns.llm.configure({ answers: [answer], stepLatencyMs: 40 });
  await chat.type("Tell me everything");
  await chat.expectPlayed(300);
  await chat.stop.click();
  await chat.expectDock("writing");
  const { item, reply, heard } = chat.turn(1);
  expect((await reply.textContent())?.length).toBeLessThan(answer.length);
  await chat.expectStatus(1, "interrupted");
  await chat.expectDock("ready");
  await expect(item.getByTestId("ended-by")).toHaveText("You stopped the sound");
  await expect(item.getByRole("button", { name: "Continue" })).toHaveCount(0);
  for (const isReloaded of [false, true]) {
    if (isReloaded) await page.reload();
    await expect(item.getByTestId("heard-mark")).toBeVisible();
    await expect(heard).toHaveText(/^Well\./);
    expect((await reply.textContent())?.replace(/\s*heard to here/, "")).toBe(answer);
  }
});

test("a second press ends the text too; the rest can be had, or the whole again", async ({ chat, server }) => {
  await server.standIns.llm.configure({ answers: ["word ".repeat(300), "The rest.", "Once more."], stepLatencyMs: 30 });
  await chat.type("Tell me everything");
  const { item, reply } = chat.turn(1);
  await expect(reply).toContainText("word word word");
  await chat.stop.click();
  await chat.expectDock("writing");
  await chat.stop.click();
  await chat.expectStatus(1, "interrupted");
  await expect(reply).toContainText("word word word");
  await server.standIns.llm.configure({ stepLatencyMs: 0 });
  await server.standIns.llm.forgetCalls();
  await item.getByRole("button", { name: "Continue" }).click();
  await expect(chat.turn(2).reply).toHaveText("The rest.");
  expect(JSON.stringify((await server.standIns.llm.calls()).at(-1)?.fields.messages)).toContain("word word word");
  await chat.expectStatus(2, "completed");
  await expect(item.getByRole("button", { name: "Continue" })).toHaveCount(0);
  await chat.turn(2).item.getByRole("button", { name: "Answer again" }).click();
  await expect(chat.turn(3).reply).toHaveText("Once more.");
  await expect(chat.turn(2).item).toContainText("Replaced");
  await expect(chat.turn(3).item).toContainText("Asked again");
});

test("a reply that is cut at its limit says so, and goes on when asked", async ({ chat, server }) => {
  const step = (number: number) => `Step ${number} is to wait and see. `;
  const steps = Array.from({ length: 200 }, (_, index) => step(index + 1)).join("");
  await server.standIns.llm.configure({ answers: [steps, "And that was all."] });
  await chat.type("How is it done?");
  const { item, reply } = chat.turn(1);
  await expect(reply).toContainText("Step 3");
  await chat.stop.click();
  await expect(item.getByTestId("cut")).toHaveText("Cut off here, at the limit");
  await item.getByRole("button", { name: "Continue" }).click();
  await expect(chat.turn(2).reply).toHaveText("And that was all.");
});

test("answers again when the words are corrected", async ({ page, chat, server }) => {
  await server.standIns.llm.configure({ answers: ["Berlin.", "Rome."] });
  await chat.type("The capital of Germany?");
  await expect(chat.turn(1).reply).toHaveText("Berlin.");
  await chat.expectDock("ready");
  await chat.turn(1).transcript.click();
  await page.getByRole("textbox", { name: "What you really said" }).fill("The capital of Italy?");
  await page.getByRole("button", { name: "Answer this instead" }).click();
  await expect(chat.turn(2).reply).toHaveText("Rome.");
  await expect(chat.turn(1).item).toContainText("Replaced");
  await expect(chat.turn(2).item).toContainText("The capital of Italy?");
});

test("says what went wrong, and tries again", async ({ page, chat, server }) => {
  await server.standIns.llm.configure({ fault: { kind: "status", status: 400 } });
  await chat.type("Are you there?");
  const problem = chat.turn(1).item.getByRole("alert");
  await expect(problem).toContainText("Code: llm_failed");
  await server.standIns.llm.configure({ fault: null, answers: ["Yes."] });
  await problem.getByRole("button", { name: "Try again" }).click();
  await expect(chat.turn(2).reply).toHaveText("Yes.");
  await expect(page.getByTestId("notice")).toHaveCount(0);
});

test("shows a lost connection, comes back, and still knows the conversation", async ({ page, chat, server }) => {
  // A proxy between page and server, so that the connection can be cut and kept cut.
  let reachable = true;
  const routes = new Set<{ close: () => Promise<void> }>();
  await page.routeWebSocket(/\/ws\/chat/, (route) => {
    if (!reachable) {
      void route.close();
      return;
    }
    route.connectToServer();
    routes.add(route);
  });
  await page.reload();
  await chat.expectDock("ready");
  await server.standIns.llm.configure({ answers: ["First answer."] });
  await chat.type("First question");
  await expect(chat.turn(1).reply).toHaveText("First answer.");
  await chat.expectDock("ready");

  reachable = false;
  for (const route of routes) await route.close();
  await chat.expectDock("reconnecting");
  await expect(chat.dock).toContainText(/Try \d/);
  await chat.type("Lost on the way");
  await expect(page.getByText("your words stay here")).toBeVisible();
  await expect(chat.composer).toHaveValue("Lost on the way");

  reachable = true;
  await chat.expectDock("ready", { timeout: 20_000 });
  await expect(page.getByText("your words stay here")).toHaveCount(0);
  await server.standIns.llm.forgetCalls();
  await chat.composer.press("Enter");
  await chat.expectStatus(2, "completed");
  const [call] = await server.standIns.llm.calls();
  expect(JSON.stringify(call?.fields.messages)).toContain("First answer.");
});

test("takes the conversation up again after a reload; a new one begins empty", async ({ page, chat, server }) => {
  await server.standIns.llm.configure({ answers: ["Remember this."] });
  await chat.type("Something to remember");
  await chat.expectStatus(1, "completed");
  await expect(page).toHaveURL(/session=/);
  await page.reload();
  await chat.expectDock("ready");
  await expect(chat.turn(1).reply).toHaveText("Remember this.");
  await chat.newConversation.click();
  await expect(chat.turns).toHaveCount(0);
  await chat.expectDock("ready");
  await expect(page).not.toHaveURL(/session=/);
});

test("says how to allow a microphone that was denied; typing goes on", async ({ page, chat }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("denied", "NotAllowedError"));
  });
  await page.reload();
  await chat.expectDock("ready");
  await chat.microphone.click();
  await chat.expectDock("blocked");
  await expect(chat.dock).toContainText("Click the lock beside the address");
  await chat.type("Then I type");
  await chat.expectStatus(1, "completed");
});

test.describe("a microphone that goes away while it listens", () => {
  for (const [how, permission, hint] of [
    ["unplugged", "granted", "Plug one in"],
    ["forbidden", "denied", "Click the lock beside the address"],
  ] as const) {
    test(`${how}: says so, and one press opens it again`, async ({ page, chat }) => {
      await page.evaluate((state) => {
        const devices = navigator.mediaDevices;
        const open = devices.getUserMedia.bind(devices);
        navigator.permissions.query = async () => ({ state }) as PermissionStatus;
        devices.getUserMedia = async (constraints) => {
          const stream = await open(constraints);
          Object.assign(window, { microphone: stream.getAudioTracks()[0] });
          return stream;
        };
      }, permission);
      await chat.microphone.click();
      await chat.expectDock("listening");
      // This event is how a script learns that the browser ended the track.
      await page.evaluate("microphone.stop(), microphone.dispatchEvent(new Event('ended'))");
      await chat.expectDock("blocked");
      await expect(chat.dock).toContainText(hint);
      await expect(chat.microphone).toHaveAccessibleName("Turn the microphone on");
      await chat.microphone.click();
      await chat.expectDock("listening");
    });
  }
});

test("leaves the page in the middle of a reply, and finds the conversation again on the way back", async ({
  page,
  chat,
  server,
}) => {
  await server.standIns.llm.configure({ answers: [`Well. ${"And so it goes on and on. ".repeat(20)}`, "Still here."] });
  await chat.type("Tell me everything");
  await chat.expectPlayed(300);
  await page.getByRole("link", { name: "History" }).click();
  await expect(page).toHaveURL(/history/);
  await page.goBack();
  await chat.expectDock("ready");
  await expect(chat.turn(1).transcript).toContainText("Tell me everything");
  await chat.type("Are you there?");
  await expect(chat.turn(2).reply).toHaveText("Still here.");
});

test("a reload in the middle of a reply loses nothing of it that was heard", async ({ page, chat, server }) => {
  await server.standIns.llm.configure({
    answers: [`Well. ${"And so it goes on and on. ".repeat(20)}`],
    stepLatencyMs: 100,
  });
  await chat.type("Tell me everything");
  await chat.expectPlayed(300);
  await page.reload();
  await chat.expectDock("ready");
  await expect(chat.turn(1).transcript).toContainText("Tell me everything");
  await expect(chat.turn(1).item.getByTestId("ended-by")).toHaveText("Connection lost");
  await expect(chat.turn(1).item.getByRole("button", { name: "Continue" })).toBeVisible();
  await expect(chat.turn(1).reply).toHaveText(/^Well\./);
});

test("a reload while a whole reply sounds keeps all of it, and how far it was heard", async ({
  page,
  chat,
  server,
}) => {
  await server.standIns.llm.configure({ answers: [`Well. ${"And so it goes on and on. ".repeat(10)}`] });
  await chat.type("Tell me everything");
  await chat.expectStatus(1, "completed");
  await chat.expectPlayed(300);
  await page.reload();
  const stored = async () => {
    const [conversation] = await (await page.request.get("/api/conversations?limit=1")).json();
    return conversation.turns[0];
  };
  await expect.poll(async () => (await stored()).heard_chars).toBeLessThan(100);
  const { ai_text, shown_chars, ended_by } = await stored();
  expect(ai_text).toMatch(/^Well\..{200,}$/);
  expect(shown_chars).toBe(ai_text.length);
  expect(ended_by).toBe("finished");
});

test("a reply that breaks off is heard to the end of its last complete segment and kept whole, and its error is shown", async ({
  page,
  chat,
  server,
}) => {
  const answer = "Good morning to you. Here is a second sentence, somewhat longer. And a third that never";
  await server.standIns.llm.configure({ answer, faults: [{ kind: "stream_error", afterChunks: 17 }] });
  await chat.type("Good morning");
  await chat.expectStatus(1, "failed");
  await expect(chat.turn(1).item.getByRole("alert")).toContainText("Code: llm_failed");
  await chat.expectDock("ready", { timeout: 20_000 });
  const heard = await chat.turn(1).heard.textContent();
  expect(heard).toMatch(/^Good morning to you\..*[,.]$/);
  const written = await chat.turn(1).reply.textContent();
  expect(written?.length).toBeGreaterThan(heard?.length ?? 0);
  await page.reload();
  await expect(chat.turn(1).reply).toHaveText(written ?? "");
});

test("text that runs from right to left, or never breaks, stays in its place", async ({ page, chat, server }) => {
  const long = "Donaudampfschifffahrtsgesellschaft".repeat(20);
  await server.standIns.llm.configure({ answers: ["مرحبا! اسمي AVATAR.", long] });
  await chat.type("שלום, what is AVATAR?");
  await expect(chat.turn(1).reply).toHaveText("مرحبا! اسمي AVATAR.");
  for (const text of [chat.turn(1).reply.locator("p"), chat.turn(1).transcript.locator("p")]) {
    await expect(text).toHaveCSS("direction", "rtl");
  }
  await chat.type(long);
  await expect(chat.turn(2).reply).toHaveText(long);
  await expect(chat.turn(2).reply.locator("p")).toHaveCSS("direction", "ltr");
  const scroller = page.getByRole("region", { name: "Conversation" });
  expect(await scroller.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
});

test("works by keyboard alone", async ({ page, chat, server }) => {
  await server.standIns.llm.configure({ answers: [`Yes. ${"There is more to say. ".repeat(20)}`] });
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("/");
  await expect(chat.composer).toBeFocused();
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Enter");
  await chat.expectPlayed(200);
  await page.keyboard.press("Escape");
  await chat.expectStatus(1, "interrupted");
  await chat.expectDock("ready");
  await page.keyboard.press("Escape");
  await expect(chat.composer).not.toBeFocused();
  await chat.microphone.focus();
  await page.keyboard.press("Enter");
  await chat.expectDock("listening");
  await page.keyboard.press("m");
  await chat.expectDock("muted");
  await page.keyboard.press("m");
  await chat.expectDock("listening");
  await page.keyboard.press("Enter");
  await chat.expectDock("ready");
});

test("remembers the settings of the person", async ({ page, chat }) => {
  await page.getByRole("button", { name: "Settings" }).click();
  const saved = page.waitForResponse((response) => response.request().method() === "POST" && response.ok());
  await page.getByRole("radio", { name: "Push to talk" }).click();
  await saved;
  await page.reload();
  await chat.expectDock("ready");
  await expect(chat.microphone).toHaveAccessibleName("Hold to talk");
});

test("tells the server how sensitive the person wants it to be, now and next time", async ({ page, chat }) => {
  const sent: string[] = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
  await page.reload();
  await chat.expectDock("ready");
  await page.getByRole("button", { name: "Settings" }).click();
  const slider = page.getByRole("slider", { name: "Sensitivity" });
  await expect(slider).toHaveAttribute("aria-valuetext", "50%");
  const saved = page.waitForResponse((response) => response.request().method() === "POST" && response.ok());
  await slider.press("End");
  await saved;
  await expect.poll(() => sent.filter((frame) => frame.includes('"sensitivity":1,')).length).toBe(1);
  await page.reload();
  await chat.expectDock("ready");
  expect(sent.filter((frame) => frame.includes('"sensitivity":1,'))).toHaveLength(2);
});

test("says that the voice is degraded, and why, until it no longer is", async ({ page, chat }) => {
  let tell = (_level: string, _reason: string | null) => {};
  await page.routeWebSocket(/\/ws\/chat/, (route) => {
    route.connectToServer();
    tell = (level, reason) => route.send(`42${JSON.stringify(["service_level", { level, reason }])}`);
  });
  await page.reload();
  await chat.expectDock("ready");
  const badge = page.getByRole("button", { name: /^Voice:/ });
  await expect(badge).toHaveCount(0);
  tell("cpu_voice", "vram");
  await expect(badge).toHaveAccessibleName("Voice: Stand-in voice");
  await badge.click();
  await expect(page.getByRole("dialog")).toContainText("The memory of the graphics card is nearly full.");
  await page.keyboard.press("Escape");
  tell("text_only", "model_failed");
  await expect(badge).toHaveAccessibleName("Voice: Text only");
  tell("full", null);
  await expect(badge).toHaveCount(0);
});

test("push to talk that is released before the browser's question is answered opens no microphone", async ({
  page,
  chat,
}) => {
  await page.evaluate(() => {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    const probe = { allow: () => {}, tracks: [] as MediaStreamTrack[] };
    const answered = new Promise<void>((resolve) => {
      probe.allow = resolve;
    });
    Object.assign(window, { probe });
    devices.getUserMedia = async (constraints) => {
      await answered;
      const stream = await open(constraints);
      probe.tracks.push(...stream.getTracks());
      return stream;
    };
  });
  await chat.microphone.focus();
  await page.keyboard.down("Space");
  await chat.expectDock("opening");
  await page.keyboard.up("Space");
  await page.evaluate("probe.allow()");
  await chat.expectDock("ready");
  expect(await page.evaluate("probe.tracks.map((track) => track.readyState)")).toEqual(["ended"]);

  await page.keyboard.down("Space");
  await chat.expectDock("listening");
  await page.keyboard.up("Space");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("fits, and every control is large enough for a finger", async ({ page, chat }) => {
    await chat.type("Hello");
    await chat.expectStatus(1, "completed");
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    for (const control of [chat.microphone, chat.composer, page.getByRole("button", { name: "Settings" })]) {
      const box = await control.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
      expect(box?.width).toBeGreaterThanOrEqual(44);
    }
  });
});
