import { standInNvidiaSmi } from "../server/inference/gpu/testing/stand-in-nvidia-smi";
import { connectPlain } from "../server/testing/chat-client";
import { type AvatarServer, startServer } from "./fixtures/server";
import { test as base, expect } from "./fixtures/test";
import { LoginPage } from "./pages/login-page";

const driver = { current: null as Awaited<ReturnType<typeof standInNvidiaSmi>> | null };
const card = (usedMiB: number) =>
  driver.current?.prints(`0, GPU-1a, NVIDIA GeForce RTX 3090, 24576, ${usedMiB}, ${24_000 - usedMiB}, 31`);

/** A house with one graphics card, a stand-in, in which nobody has talked yet. */
const test = base.extend<object, { house: AvatarServer }>({
  house: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const standIn = await standInNvidiaSmi();
      driver.current = standIn;
      await card(12_288);
      const house = await startServer({ PATH: `${standIn.path}:${process.env.PATH}` });
      await use(house);
      await house.close();
      await standIn.remove();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  baseURL: async ({ house }, use) => use(house.url),
  locale: "zh-TW",
  actionTimeout: 20_000,
});

test("an administrator's morning: live numbers, a full card, a point's turns, somebody disabled in mid-call, a persona tried and taken back, and all of it in the audit", async ({
  page,
  house,
}) => {
  test.setTimeout(240_000);
  const ming = await house.addPerson("staff");
  const nav = page.getByRole("navigation", { name: "主選單" });
  await page.goto("/login");
  const loginPage = new LoginPage(page);
  await page.getByLabel("使用者名稱").fill(house.admin.username);
  await page.getByLabel("密碼", { exact: true }).fill(house.admin.password);
  await page.getByRole("button", { name: "登入" }).click();
  await loginPage.waitForChat();

  // Live numbers move while somebody talks.
  await nav.getByRole("link", { name: "儀表板" }).click();
  await page.getByRole("link", { name: "15 分鐘" }).click();
  await expect(page.locator("[data-line]")).toHaveText("即時");
  const talking = page.getByTestId("now-sessions");
  await expect(talking).toHaveText("0");
  const client = await connectPlain(house.url, await house.createToken(ming.username));
  client.send({ type: "session_start", language: "zh-TW" });
  await client.waitFor("session_started");
  await expect(talking).toHaveText("1");
  for (const [index, text] of ["您好。", "銀行幾點開門？"].entries()) {
    client.send({ type: "text_input", text });
    await client.waitFor("turn_completed", () => true, index + 1);
  }
  await expect(page.getByTestId("now-ttft")).toContainText("秒");

  // An alert of the graphics card, raised and cleared.
  const vram = page.getByTestId("now-vram");
  await expect(vram).toHaveText("50%");
  await card(23_500);
  await expect(vram).toHaveText("95.6%", { timeout: 20_000 });
  const alerts = page.getByRole("list", { name: "目前的警示" });
  await expect(alerts).toContainText("顯示卡記憶體", { timeout: 20_000 });
  await card(12_288);
  await expect(vram).toHaveText("50%", { timeout: 20_000 });
  await expect(alerts).toHaveCount(0, { timeout: 40_000 });

  // A point of a chart opens its turns.
  await page.reload();
  const turns = page.getByRole("figure").filter({ hasText: /^輪次/ });
  await turns.getByText("以表格顯示").click();
  await turns.getByRole("table").getByRole("link").first().click();
  await expect(page).toHaveURL(/\/history\?from=\d{4}-\d\d-\d\dT/);
  await page.getByRole("navigation", { name: "對話列表" }).getByRole("link").first().click();
  await expect(page.getByText("銀行幾點開門？").first()).toBeVisible();

  // Somebody is disabled in mid-call.
  await nav.getByRole("link", { name: "使用者" }).click();
  await page.getByRole("list", { name: "使用者" }).getByRole("link", { name: ming.username }).click();
  await page.getByRole("button", { name: "停用" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "停用" }).click();
  expect((await client.waitForClose()).code).toBe(4401);
  await expect(page.getByText("已停用").first()).toBeVisible();

  // A persona is changed, tried, chosen for everybody, and taken back.
  await nav.getByRole("link", { name: "設定" }).click();
  await page.getByRole("link", { name: "新增角色" }).click();
  const form = page.getByRole("form", { name: "角色的內容" });
  await form.getByLabel("名稱").fill("櫃檯");
  await form.getByLabel("系統提示詞，中文").fill("你是櫃檯，回答只用一句話。");
  await form.getByRole("button", { name: "建立" }).click();
  await expect(page).toHaveURL(/personas\/\d+/);
  const trial = page.getByRole("region", { name: "試用" });
  await trial.getByLabel("說點什麼").fill("你是誰？");
  await trial.getByRole("button", { name: "送出" }).click();
  await expect(trial.getByRole("button", { name: "重新開始" })).toBeVisible();
  await page.getByRole("button", { name: "啟用第 1 版" }).click();
  await page.getByRole("link", { name: "所有角色" }).click();
  const changes = page.getByRole("region", { name: "異動紀錄" });
  await expect(changes.getByRole("listitem").first()).toContainText("櫃檯，第 1 版");
  await changes.getByRole("button", { name: "復原「角色」的異動" }).click();
  const personas = page.getByRole("list", { name: "角色" });
  await expect(personas.getByRole("listitem").first()).toContainText("目前使用");

  // All of it is in the audit, nobody's name or words in its rows.
  await nav.getByRole("link", { name: "稽核" }).click();
  const rows = page.getByRole("list", { name: "稽核紀錄" }).getByRole("listitem");
  await expect(rows.filter({ hasText: "停用了使用者" })).toContainText(ming.username);
  await expect(rows.filter({ hasText: "閱讀了對話" })).toContainText(ming.username);
  await expect(rows.filter({ hasText: "新增了助理角色" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "拒絕" })).toHaveCount(0);
  const kept = await (await page.request.get("/api/audit/export?format=json")).text();
  expect(kept).toContain("user.disable");
  expect(kept).toContain("persona.create");
  expect(kept).toContain("conversation.read");
  expect(kept).not.toContain(ming.username);
  expect(kept).not.toContain("銀行");
});
