import { connectPlain } from "../server/testing/chat-client";
import { expect, test } from "./fixtures/test";

// A server of its own: limits hold for everybody.
test.use({ environment: { AVATAR_MAX_SESSIONS: "5" } });

test("an administrator sets a limit, which holds without a restart, and takes it back", async ({
  page,
  logInAs,
  server,
}) => {
  await logInAs("admin");
  await page.goto("/settings/limits");
  // The environment's own is shown, and can't be changed here.
  const sessions = page.getByRole("form", { name: "Conversations at the same time" });
  await expect(sessions).toContainText("Set by AVATAR_MAX_SESSIONS, on the server.");
  await expect(sessions.getByRole("textbox")).toHaveAttribute("readonly", "");
  await expect(sessions.getByRole("button")).toHaveCount(0);

  const turns = page.getByRole("form", { name: "Turns of one person in a minute" });
  await turns.getByRole("textbox").fill("0");
  await turns.getByRole("button", { name: "Save" }).click();
  await expect(turns.getByRole("alert")).toHaveText(
    "Turns of one person in a minute: a whole number from 1 to 1,000,000.",
  );
  await turns.getByRole("textbox").fill("１");
  await turns.getByRole("textbox").press("Enter");
  const changes = page.getByRole("region", { name: "Changes" });
  await expect(changes.getByRole("listitem")).toContainText("as it comes → after: 1");

  const person = await server.addPerson("staff");
  const refusedAfter = async (most: number) => {
    const client = await connectPlain(server.url, await server.createToken(person.username));
    client.send({ type: "session_start", language: "en" });
    await client.waitFor("session_started");
    for (let turn = 1; turn <= most; turn++) client.send({ type: "text_input", text: "Hi" });
    const refused = await Promise.race([
      client.waitFor("error", ({ code }) => code === "rate_limited").then(() => true),
      client.waitFor("turn_completed", () => true, most).then(() => false),
    ]);
    client.close();
    await client.waitForClose();
    return refused;
  };
  await expect.poll(() => refusedAfter(2)).toBe(true);
  await changes.getByRole("button", { name: "Undo the change of Turns of one person in a minute" }).click();
  await expect(turns.getByRole("textbox")).toHaveValue("60");
  await expect.poll(() => refusedAfter(2)).toBe(false);
});
