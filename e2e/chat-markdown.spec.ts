import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

const test = base.extend<{ chat: ChatPage }>({
  chat: async ({ page, logInAs, server }, use) => {
    await Promise.all(
      [server.standIns.llm, server.standIns.tts].map((each) =>
        each.configure({ answers: [], answer: null, faults: [], fault: null, firstLatencyMs: 0, stepLatencyMs: 0 }),
      ),
    );
    await logInAs("staff");
    const chat = new ChatPage(page);
    await chat.goto();
    await use(chat);
  },
});

const answer = [
  "Here is what you **need**:",
  "",
  "1. Your ID card",
  "2. NT$1,000 in cash",
  "",
  "| Item | Fee |",
  "| --- | ---: |",
  "| Account | NT$250 |",
  "",
  "```sh",
  "curl http://10.0.0.1:8080/status",
  "```",
  "",
  "Press [here](javascript:alert(1)) or ![a map](http://192.0.2.1/map.png) by 3:30 p.m. <script>alert(1)</script>",
].join("\n");

test("an answer with a list, a table and code is shown as such, and spoken as people say it", async ({
  page,
  chat,
  server,
}) => {
  const outside: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("192.0.2.1")) outside.push(request.url());
  });
  await server.standIns.tts.forgetCalls();
  await server.standIns.llm.configure({ answers: [answer], stepLatencyMs: 5 });
  await chat.type("What do I need?");
  await chat.expectStatus(1, "completed");
  const { item, reply } = chat.turn(1);
  await expect(reply.getByRole("listitem")).toHaveText(["Your ID card", "NT$1,000 in cash"]);
  await expect(reply.locator("strong")).toHaveText("need");
  await expect(reply.getByRole("cell")).toHaveText(["Account", "NT$250"]);
  await expect(reply.locator("pre")).toHaveText("curl http://10.0.0.1:8080/status");
  await expect(reply).toContainText("<script>alert(1)</script>");
  await expect(reply.getByRole("link")).toHaveCount(0);
  await expect(reply.locator("img, script")).toHaveCount(0);
  expect(outside).toEqual([]);

  const spoken = (await server.standIns.tts.calls()).map(({ fields }) => fields.input).join(" ");
  expect(spoken).toContain("one thousand Taiwan dollars in cash");
  expect(spoken).toContain("The table is on the screen.");
  expect(spoken).toContain("The code is on the screen.");
  expect(spoken).toContain("by three thirty PM");
  expect(spoken).not.toMatch(/curl|fee|\*|\||\d/i);

  // The record has what was written, and shows it the same.
  await page.reload();
  await expect(item.getByTestId("reply").getByRole("cell")).toHaveText(["Account", "NT$250"]);
});

test("what a model thinks is folded away and never spoken", async ({ chat, server }) => {
  await server.standIns.tts.forgetCalls();
  await server.standIns.llm.configure({ answers: ["<think>They ask for the hours.</think>We open at 9:00."] });
  await chat.type("When do you open?");
  await chat.expectStatus(1, "completed");
  const { reply } = chat.turn(1);
  await expect(reply.getByText("They ask for the hours.")).toBeHidden();
  await reply.getByText("What it thought first").click();
  await expect(reply.getByText("They ask for the hours.")).toBeVisible();
  const spoken = (await server.standIns.tts.calls()).map(({ fields }) => fields.input);
  expect(spoken).toEqual(["We open at nine o'clock."]);
});
