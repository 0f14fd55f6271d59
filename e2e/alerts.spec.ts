import { createHmac } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { type StandInNvidiaSmi, standInNvidiaSmi } from "../server/inference/gpu/testing/stand-in-nvidia-smi";
import { test as base, expect } from "./fixtures/test";

interface Delivery {
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A server whose graphics card is a stand-in. */
const test = base.extend<object, object>({
  environment: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
    async ({}, use) => {
      standIn = await standInNvidiaSmi();
      await useOfCard(2_000);
      await use({ PATH: `${standIn.path}:${process.env.PATH}` });
      await standIn.remove();
    },
    { scope: "worker" },
  ],
});

let standIn: StandInNvidiaSmi;
const useOfCard = (usedMiB: number) =>
  standIn.prints(`0, GPU-c2a9008c-dbbd-ae23-d01b-346a1f79ee08, Card, 10000, ${usedMiB}, ${10_000 - usedMiB}, 6`);

/** A receiver in the house. */
async function receiver() {
  const received: Delivery[] = [];
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.writeHead(204).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { received, url: `http://127.0.0.1:${port}/avatar`, close: () => server.close() };
}

test("a full card: on screen, silenced, told to the webhook once it calls again, over", async ({ page, logInAs }) => {
  // An alert opens and closes only after some time beyond or within its line.
  test.setTimeout(180_000);
  const house = await receiver();
  const types = () => house.received.map(({ body }) => JSON.parse(body).type);
  const { username } = await logInAs("admin");
  await page.goto("/settings/alerts");
  await expect(page.getByText("No alert is open.")).toBeVisible();

  await page.getByLabel("Address").fill("http://203.0.113.9/hook");
  await page.getByRole("region", { name: "Webhook" }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "neither of this machine" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send a test" })).toBeHidden();
  await page.getByLabel("Address").fill(house.url);
  await page.getByRole("region", { name: "Webhook" }).getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("Taken (HTTP 204)")).toBeVisible();
  expect(types()).toEqual(["alert.test"]);
  await page.getByRole("button", { name: "New secret" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "New secret" }).click();
  const secret = (await page.getByRole("region", { name: "Webhook" }).locator("code").textContent()) ?? "";

  await page.getByRole("button", { name: "Silence an alert" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Silence" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Say why.");
  await dialog.getByLabel("Reason").fill("The card is being tested");
  await dialog.getByRole("button", { name: "Silence" }).click();
  const silences = page.getByRole("list", { name: "Silenced" });
  await expect(silences).toContainText(`by ${username}`);

  await useOfCard(9_500);
  const open = page.getByRole("list", { name: "Open now" });
  await expect(open).toContainText("Graphics memory: card 0 · 95% is used, the line is 90%", { timeout: 20_000 });
  await expect(open).toContainText("The card is being tested");
  await useOfCard(9_700);
  await expect(open).toContainText("Graphics memory: card 0 · 97% is used", { timeout: 20_000 });
  await expect(open).toContainText("when it was 95%");
  expect(types()).toEqual(["alert.test"]);
  // The navigation counts what nobody has silenced.
  const metrics = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Metrics" });
  await expect(metrics).not.toContainText("open");
  await page.goto("/dashboard");
  await expect(page.getByRole("list", { name: "Open alerts" })).toContainText("The card is being tested");
  await page.goto("/settings/alerts");
  await silences.getByRole("button", { name: "End the silence of Graphics memory" }).click();
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Silence Graphics memory: card 0" }).click();
  await expect(dialog.getByRole("heading")).toHaveText("Silence Graphics memory: card 0");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.goto("/settings/alerts");
  await expect(metrics).toContainText("1 alert is open");
  await expect(page.getByText("Last delivery: an alert opened")).toBeVisible({ timeout: 20_000 });
  await useOfCard(2_000);
  await expect(page.getByText("No alert is open.")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("Last delivery: an alert closed")).toBeVisible({ timeout: 20_000 });

  expect(types()).toEqual(["alert.test", "alert.opened", "alert.closed"]);
  const { headers, body } = house.received[1] as Delivery;
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  // What stands behind a dialog is hidden, and would count as gone.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Send a test" })).toHaveCount(0);
  const changes = page.getByRole("region", { name: "Changes" });
  await expect(changes.getByRole("listitem").first()).toContainText("→ after: none");
  await changes.getByRole("button", { name: "Undo the change of Webhook" }).click();
  await expect(page.getByLabel("Address")).toHaveValue(house.url);
  // The log comes with the page: until it is new, the button would undo the same change again.
  await expect(changes.getByRole("listitem").first()).not.toContainText("→ after: none");
  await expect(changes).not.toContainText(/whsec|\/avatar/);
  await changes.getByRole("button", { name: "Undo the change of Webhook" }).click();
  await expect(page.getByRole("button", { name: "Send a test" })).toHaveCount(0);
  house.close();
});

test("the lines are the house's: saved, refused with a mark at the field, taken back", async ({ page, logInAs }) => {
  await logInAs("admin");
  await page.goto("/settings/alerts");
  const form = page.getByRole("region", { name: "Alert thresholds" });
  const firstSound = form.getByLabel("First sound");
  await expect(firstSound).toHaveValue("1.5");
  await firstSound.fill("soon");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByRole("alert")).toHaveText("First sound: a number from 0.05 to 60.");
  await expect(firstSound).toHaveAttribute("aria-invalid", "true");
  await firstSound.fill("2,25");
  const backup = form.getByLabel("Age of the last backup, days");
  await backup.fill("1,000");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByRole("alert").getByRole("paragraph")).toHaveText([
    "First sound: a number from 0.05 to 60. A comma separates thousands only; write a point: 1.5.",
    "Age of the last backup, days: a number from 0.04 to 366. A comma separates thousands only; write a point: 1.5.",
  ]);
  await firstSound.fill("２．２５");
  await backup.fill("");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(firstSound).toHaveValue("2.25");
  await page.reload();
  await expect(firstSound).toHaveValue("2.25");
  await expect(backup).toHaveValue("");
  await expect(form).toContainText("90%set by AVATAR_VRAM_ALERT");
  // The dashboard's levels are met or missed by the same lines.
  await page.goto("/dashboard");
  await expect(page.locator('[data-level="first_audio"]')).toContainText("at most 2.25 s · set here");
  await expect(page.locator('[data-level="stt"]')).toContainText("at most 0.60 s · default");
  await page.goto("/settings/alerts");
  await form.getByRole("button", { name: "Back to the defaults" }).click();
  await expect(firstSound).toHaveValue("1.5");
  await expect(backup).toHaveValue("7");
});
