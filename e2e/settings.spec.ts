import { readFileSync } from "node:fs";
import { expect, test } from "./fixtures/test";

// A server of its own: the lexicon belongs to the whole house, and its versions are counted here.
test.use({ environment: { AVATAR_MAX_SESSIONS: "5" } });

test("an administrator keeps the lexicon: adds, hears, changes, removes, takes it back", async ({ page, logInAs }) => {
  const { username } = await logInAs("admin");
  await page.goto("/chat");
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Lexicon" }).click();
  await expect(page).toHaveURL(/settings\/lexicon/);
  await page.getByRole("radio", { name: "English" }).click();
  const said = page.getByRole("region", { name: "Written → said" });
  await expect(said).toContainText("Nothing yet");

  const form = said.getByRole("form", { name: "Add how something is said" });
  await form.getByLabel("Written").fill("SQL");
  await form.getByRole("button", { name: "Add" }).click();
  await expect(form.getByRole("alert")).toHaveText("Fill in both sides.");
  await form.getByLabel("Said as").fill("sequel");
  await form.getByLabel("Said as").press("Enter");
  const row = said.getByRole("listitem").filter({ hasText: "SQL" });
  await expect(row).toContainText("sequel");
  await expect(form.getByLabel("Written")).toBeFocused();
  await row.getByRole("button", { name: "Listen to SQL" }).click();
  await expect(row.locator("[data-sound=playing]")).toBeVisible();

  await form.getByLabel("Written").fill("sql");
  await form.getByLabel("Said as").fill("es cue el");
  await form.getByRole("button", { name: "Add" }).click();
  await expect(form.getByRole("alert")).toContainText("in the list already");
  await row.getByRole("button", { name: "Change SQL" }).click();
  const changing = said.getByRole("form", { name: "Change SQL" });
  await changing.getByLabel("Said as").fill("es cue el");
  await changing.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("es cue el");

  await row.getByRole("button", { name: "Remove SQL" }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toContainText("es cue el");
  await page.getByRole("button", { name: "Version 4" }).click();
  const versions = page.getByRole("dialog");
  await expect(versions.getByRole("listitem").first()).toContainText(`by ${username}`);
  const second = versions.getByRole("listitem").filter({ hasText: "Version 2" });
  await second.getByText("Version 2").click();
  await expect(second.getByText("es cue el")).toBeVisible();

  // A version is seen whole, kept as a file, and what was then comes back as a new version.
  const first = versions.getByRole("listitem").filter({ hasText: "Version 1" });
  await first.getByText("Version 1").click();
  await first.getByRole("button", { name: "All entries" }).click();
  await expect(first.getByRole("list", { name: "All entries" }).getByRole("listitem")).toHaveText([/SQL.*sequel/]);
  const download = page.waitForEvent("download");
  await first.getByRole("link", { name: "Export as CSV" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toContain("said,en,SQL,sequel,");
  await first.getByRole("button", { name: "Go back to this" }).click();
  const preview = page.getByRole("dialog", { name: "Go back to version 1?" });
  await expect(preview).toContainText("0 new, 1 changed, 0 as they are.");
  await preview.getByRole("button", { name: "Make 1 change" }).click();
  await expect(preview).toHaveCount(0);
  await expect(versions.getByRole("listitem").first()).toContainText("Version 5");
  await page.keyboard.press("Escape");
  await expect(row).toContainText("sequel");
});

test("a polyphone has a reading, one syllable for each character; words are searched and the view is in the URL", async ({
  page,
  logInAs,
}) => {
  await logInAs("admin");
  await page.goto("/settings/lexicon?language=zh-TW");
  const form = page.getByRole("form", { name: "Add how something is said" });
  await form.getByLabel("Written").fill("重慶");
  await form.getByLabel("Reading").fill("ㄔㄨㄥˊ");
  await form.getByRole("button", { name: "Add" }).click();
  await expect(form.getByRole("alert")).toContainText("one syllable for each Chinese character");
  await form.getByLabel("Reading").fill("ㄔㄨㄥˊ ㄑㄧㄥˋ");
  await form.getByRole("button", { name: "Add" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "重慶" });
  await expect(row).toContainText("ㄔㄨㄥˊ ㄑㄧㄥˋ");

  await page.getByRole("textbox", { name: "Search the lexicon" }).fill("沒有");
  await expect(page.getByText("No entry holds “沒有”.").first()).toBeVisible();
  await expect(page).toHaveURL(/q=/);
  await page.goto("/settings/lexicon?language=zh-TW&q=重");
  await expect(row).toBeVisible();
});

test("a CSV file is shown before it changes anything, with its bad lines; what is exported comes in again", async ({
  page,
  logInAs,
}) => {
  await logInAs("admin");
  await page.goto("/settings/lexicon?language=en");
  const lines = [
    "kind,language,written,becomes",
    "heard,en,cube netty,Kubernetes",
    "said,en,GIF,jif",
    "said,xx,a,b",
    "said,en,API,API",
  ];
  const file = { name: "lexicon.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) };
  await page.getByLabel("CSV file of a lexicon").setInputFiles(file);
  const preview = page.getByRole("dialog");
  await expect(preview).toContainText("2 new, 0 changed, 0 as they are.");
  await expect(preview).toContainText("Line 4: The language must be zh-TW or en.");
  await expect(preview).toContainText("Line 5: Both sides are the same");
  await preview.getByRole("button", { name: "Make 2 changes" }).click();
  await expect(preview).toHaveCount(0);
  await expect(page.getByRole("listitem").filter({ hasText: "cube netty" })).toContainText("Kubernetes");

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const exported = readFileSync(await (await download).path(), "utf8");
  expect(exported).toContain("heard,en,cube netty,Kubernetes,");
  // Without the row of the GIF: it may be removed.
  const again = exported.split("\r\n").filter((line) => !line.includes("GIF"));
  await page.getByLabel("CSV file of a lexicon").setInputFiles({ ...file, buffer: Buffer.from(again.join("\r\n")) });
  await expect(preview.getByRole("button", { name: "Nothing to change" })).toBeDisabled();
  await preview.getByRole("checkbox").check();
  await preview.getByRole("button", { name: "Make 1 change" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "GIF" })).toHaveCount(0);
});

test("tags are added, renamed, retired and used again", async ({ page, logInAs }) => {
  await logInAs("admin");
  await page.goto("/settings/tags");
  await expect(page.getByRole("listitem").filter({ hasText: "Misheard" })).toContainText("聽錯");
  await page.getByLabel("Chinese name").fill("離題");
  await page.getByLabel("English name").fill("Misheard");
  await page.getByRole("button", { name: "Add" }).click();
  await expect(page.getByText("Another tag has this name already")).toBeVisible();
  await page.getByLabel("English name").fill("Off topic");
  await page.getByRole("button", { name: "Add" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "離題" });
  await row.getByRole("button", { name: "Rename Off topic" }).click();
  await page.getByRole("form", { name: "Rename Off topic" }).getByLabel("English name").fill("Beside the point");
  await page.getByRole("button", { name: "Save" }).click();
  await row.getByRole("button", { name: "Retire Beside the point" }).click();
  await expect(row).toContainText("Retired");
  await row.getByRole("button", { name: "Use Beside the point again" }).click();
  await expect(row).not.toContainText("Retired");
});

test("a candidate server is added once it answers, and its removal can be taken back", async ({
  page,
  logInAs,
  server,
}) => {
  await logInAs("admin");
  await page.goto("/settings/servers");
  await expect(page.getByText("No server yet.")).toBeVisible();
  await page.getByLabel("Name").fill("Trial");
  await page.getByLabel("Address").fill("gpu-box");
  await page.getByRole("button", { name: "Check and add" }).click();
  await expect(page.getByText("The address must look like")).toBeVisible();
  await page.getByLabel("Address").fill("http://127.0.0.1:9/v1");
  await page.getByRole("button", { name: "Check and add" }).click();
  await expect(page.getByText("http://127.0.0.1:9/v1 cannot be reached.")).toBeVisible();
  await page.getByLabel("Address").fill(server.standIns.llm.url);
  await page.getByRole("button", { name: "Check and add" }).click();
  await expect(page.getByText("It answers and serves")).toBeVisible();
  const row = page.getByRole("listitem").filter({ hasText: "Trial" });
  await row.getByRole("button", { name: "Check Trial" }).click();
  await expect(row).toContainText("It answers and serves");
  await row.getByRole("button", { name: "Remove Trial" }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toBeVisible();
});

test("nobody but an administrator finds or opens the settings", async ({ page, logInAs }) => {
  await logInAs("qa");
  await page.goto("/history");
  await expect(page.getByRole("link", { name: "History" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Settings" })).toHaveCount(0);
  const response = await page.goto("/settings/tags");
  expect(response?.status()).toBe(403);
});
