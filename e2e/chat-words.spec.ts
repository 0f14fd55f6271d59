import { expect, test } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

/** One working day's questions in each language, and what a model answers: words that a careless program changes. */
const days = {
  en: {
    locale: "en-US",
    question: "What do I need to open an account?",
    answer: "Please ask Mr. Fan at window three. Bring the card, the seal and a document with your address.",
    step: (number: number) => `Step ${number} is to wait at the window and to hand in the next form. `,
    rest: "Step 40 is to go home.",
    item: "Your ID card",
    spokenFee: "two hundred fifty Taiwan dollars",
    spokenTable: "The table is on the screen.",
    spokenCode: "The code is on the screen.",
    followUp: "And tomorrow?",
    followed: "Tomorrow at nine.",
  },
  "zh-TW": {
    locale: "zh-TW",
    question: "開戶要準備什麼？里長說要找范先生。",
    answer:
      "請攜帶證明文件到三號窗口，洽范經理或余小姐。循環利率的適用對象、收費項目與開戶程序，請看櫃台公告；台北里長辦公室後面、岳母于女士干擾只占一隻手。",
    step: (number: number) => `第${number}步是在窗口等候，並交出下一張表單。`,
    rest: "第40步是回家。",
    item: "身分證",
    spokenFee: "兩百五十元",
    spokenTable: "表格請看畫面。",
    spokenCode: "程式碼請看畫面。",
    followUp: "那明天呢？",
    followed: "明天九點。",
  },
} as const;

for (const [language, day] of Object.entries(days) as [keyof typeof days, (typeof days)[keyof typeof days]][]) {
  test.describe(`a day in ${language}`, () => {
    test.use({ locale: day.locale });

    test("what a model says reaches page, voice, record and its own next prompt byte for byte", async ({
      page,
      logInAs,
      server,
    }) => {
      const { llm, tts } = server.standIns;
      await logInAs("staff");
      const chat = new ChatPage(page, language);
      await chat.goto();
      await tts.forgetCalls();
      await llm.configure({ answers: [day.answer, day.followed], stepLatencyMs: 5 });
      await chat.type(day.question);
      await chat.expectStatus(1, "completed");
      await expect(chat.turn(1).transcript).toHaveText(day.question);
      expect(await chat.turn(1).reply.textContent()).toBe(day.answer);
      const spoken = (await tts.calls()).map(({ fields }) => String(fields.input)).join(language === "en" ? " " : "");
      expect(spoken.replaceAll("Mister", "Mr.")).toBe(day.answer);
      const [conversation] = await (await page.request.get("/api/conversations?limit=1")).json();
      expect(conversation.turns).toMatchObject([{ user_text: day.question, ai_text: day.answer }]);

      // Who types while the reply still sounds has not heard its end: the next prompt would say so.
      await chat.expectDock("ready", { timeout: 40_000 });
      await llm.forgetCalls();
      await chat.type(day.followUp);
      await chat.expectStatus(2, "completed");
      const [call] = await llm.calls();
      const messages = (call?.fields.messages ?? []) as { content: string }[];
      expect(messages.slice(-3).map(({ content }) => content)).toEqual([day.question, day.answer, day.followUp]);
    });

    test("a stop leaves the text, and the record says how far it was heard", async ({ page, logInAs, server }) => {
      const answer = Array.from({ length: 12 }, (_, index) => day.step(index + 1))
        .join("")
        .trim();
      await logInAs("staff");
      const chat = new ChatPage(page, language);
      await chat.goto();
      await server.standIns.llm.configure({ answers: [answer], stepLatencyMs: 20 });
      await chat.type(day.question);
      await chat.expectPlayed(300);
      // Once the second step sounds, all of the first was heard.
      await expect(chat.turn(1).reply.getByTestId("heard")).toContainText(day.step(2).slice(0, 6));
      await chat.stop.click();
      await chat.expectStatus(1, "interrupted");
      await expect(chat.turn(1).item.getByTestId("heard-mark")).toBeVisible();
      const [conversation] = await (await page.request.get("/api/conversations?limit=1")).json();
      const [turn] = conversation.turns;
      expect(turn).toMatchObject({ ai_text: answer, ended_by: "user_stop" });
      expect(turn.heard_chars).toBeGreaterThan(0);
      expect(turn.heard_chars).toBeLessThan(turn.shown_chars);
      expect(turn.shown_chars).toBe(answer.length);
    });

    test("an answer of 40 steps says where it was cut, and goes on", async ({ page, logInAs, server }) => {
      const steps = Array.from({ length: 200 }, (_, index) => day.step(index + 1)).join("");
      await logInAs("staff");
      const chat = new ChatPage(page, language);
      await chat.goto();
      await chat.speech.click();
      await server.standIns.llm.configure({ answers: [steps, day.rest], stepLatencyMs: 0 });
      await chat.type(day.question);
      const { item, reply } = chat.turn(1);
      await expect(item.getByTestId("cut")).toBeVisible();
      await expect(reply).toContainText(day.step(8).trim());
      await server.standIns.llm.forgetCalls();
      await item.getByRole("button", { name: chat.words.turn.continue }).click();
      await expect(chat.turn(2).reply).toHaveText(day.rest);
      const [call] = await server.standIns.llm.calls();
      expect(JSON.stringify(call?.fields.messages)).toContain(day.step(8).trim());
    });

    test("an answer with code and a table is shown well and spoken sensibly", async ({ page, logInAs, server }) => {
      const { llm, tts } = server.standIns;
      const answer = `**1.** ${day.item}：NT$250\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n\`\`\`sh\nls -la\n\`\`\`\n\n${day.followed}`;
      await logInAs("staff");
      const chat = new ChatPage(page, language);
      await chat.goto();
      await tts.forgetCalls();
      await llm.configure({ answers: [answer], stepLatencyMs: 5 });
      await chat.type(day.question);
      await chat.expectStatus(1, "completed");
      const { reply } = chat.turn(1);
      await expect(reply.getByRole("cell")).toHaveText(["1", "2"]);
      await expect(reply.locator("pre")).toHaveText("ls -la");
      const spoken = (await tts.calls()).map(({ fields }) => String(fields.input)).join(" ");
      for (const said of [day.spokenFee, day.spokenTable, day.spokenCode, day.followed]) expect(spoken).toContain(said);
      expect(spoken).not.toMatch(/ls|\*|\||`|\d/);
    });

    test("a conversation in silence", async ({ page, logInAs, server }) => {
      const { llm, tts } = server.standIns;
      await logInAs("staff");
      const chat = new ChatPage(page, language);
      await chat.goto();
      await page.keyboard.press("s");
      await expect(chat.speech).toHaveAttribute("data-choice", "when_spoken");
      await tts.forgetCalls();
      await llm.configure({ answers: [day.answer, day.followed] });
      await chat.type(day.question);
      await chat.expectStatus(1, "completed");
      await chat.type(day.followUp);
      await chat.expectStatus(2, "completed");
      await expect(chat.turn(2).reply).toHaveText(day.followed);
      expect(await tts.calls()).toEqual([]);
    });
  });
}
