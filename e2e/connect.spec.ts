import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import https from "node:https";
import { networkInterfaces } from "node:os";
import { connect } from "node:tls";
import { makeAuthority, makeServerCertificate } from "../server/web/certificates/make-certificates";
import { expect, test } from "./fixtures/test";
import { LoginPage } from "./pages/login-page";

test.use({ environment: { AVATAR_HTTPS: "1", HOST: "0.0.0.0" }, ignoreHTTPSErrors: true });

/** An address by which this machine is no longer its own neighbour: what comes from it counts as the network. */
const address = Object.values(networkInterfaces())
  .flatMap((entries) => entries ?? [])
  .find(({ internal, family }) => !internal && family === "IPv4")?.address;

test.skip(address === undefined, "This machine has no address on a network.");

test("a new device opens the printed page, takes the authority, and trusts the server from then on", async ({
  page,
  server,
}) => {
  const printed = await server.avatar("connect");
  const url = /http:\/\/\S+\/connect/.exec(printed)?.[0] ?? "";
  expect(url).toBe(`http://${address}:${new URL(server.url).port}/connect`);
  await page.goto(url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connect a device");
  await page.getByRole("link", { name: "Windows" }).click();
  const href = await page.getByRole("link", { name: "Download the certificate (.crt)" }).getAttribute("href");
  const authority = new X509Certificate(await (await page.request.get(new URL(href ?? "", url).href)).body());
  const fingerprint = authority.fingerprint256.replaceAll(":", "").replace(/.{4}(?=.)/g, "$& ");
  await expect(page.getByText(fingerprint)).toBeVisible();
  expect(printed.replace(/\s+/g, " ")).toContain(fingerprint);
  expect(await page.context().cookies()).toEqual([]);

  // With it a device trusts the address; without it, it does not.
  const secure = url.replace("http:", "https:");
  const request = https.get(secure, { ca: authority.toString(), agent: false });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  response.destroy();
  const [error] = (await once(https.get(secure, { agent: false }), "error")) as [Error];
  expect(error.message).toMatch(/self-signed|unable to/);
  await page.getByRole("link", { name: /^Open https:/ }).click();
  await expect(page).toHaveURL(secure);
});

test("a device passes the check from the network, and an administrator sees it", async ({ page, server }) => {
  const origin = `https://${address}:${new URL(server.url).port}`;
  await page.goto(`${origin}/login?next=/connect`);
  await new LoginPage(page).logIn(server.admin);
  const check = page.getByTestId("device-check");
  await check.getByRole("button", { name: "Start the check" }).click();
  for (const part of ["secure", "round_trip", "echo"]) {
    await expect(check.locator(`[data-part=${part}]`)).toHaveAttribute("data-state", "passed");
  }
  // The browser's stand-in for a microphone beeps.
  await check.getByRole("button", { name: "Stop" }).waitFor();
  await check.getByRole("button", { name: "Hear yourself" }).click({ timeout: 30_000 });
  await check.getByRole("button", { name: "Yes" }).click();
  await expect(check).toHaveAttribute("data-passed", "true");
  await check.getByLabel("Name of this device").fill("Front desk");
  await check.getByRole("button", { name: "Save" }).click();
  await expect(check.getByText("Saved.")).toBeVisible();
  await page.reload();
  const row = page.getByRole("listitem").filter({ hasText: "Front desk" });
  await expect(row).toContainText("Passed");
  await expect(row).toContainText(`${server.admin.username} · Chrome`);
});

test("somebody who is not logged in sees how to connect, and no device of others", async ({ page, server }) => {
  await page.goto(`https://${address}:${new URL(server.url).port}/connect?system=ios`);
  await expect(page.getByRole("link", { name: "Download the certificate (.mobileconfig)" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Check this device" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Devices that were checked" })).toHaveCount(0);
});

test("an administrator serves a company's certificate without a restart, and goes back", async ({ page, server }) => {
  const { port } = new URL(server.url);
  const company = await makeAuthority("Company", ["voice.example"]);
  const names = { names: ["voice.example"], addresses: [address ?? ""] };
  const made = await makeServerCertificate(company, names);
  const issuer = async () => {
    const socket = connect({ host: address, port: Number(port), rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { issuer: issuedBy } = socket.getPeerCertificate();
    socket.destroy();
    return issuedBy.CN;
  };
  const own = await issuer();
  await page.goto(`https://${address}:${port}/login?next=/connect`);
  await new LoginPage(page).logIn(server.admin);
  await page.getByText("Use your company's certificate").click();
  const file = (text: string) => ({ name: "x.pem", mimeType: "text/plain", buffer: Buffer.from(text) });
  await page.getByLabel("Certificate with its chain").setInputFiles(file(made.cert));
  await page.getByLabel("Key without a passphrase").setInputFiles(file(company.key));
  await page.getByRole("button", { name: "Use it" }).click();
  await expect(page.getByText("The key does not belong to the certificate.")).toBeVisible();
  expect(await issuer()).toBe(own);
  await page.getByLabel("Key without a passphrase").setInputFiles(file(made.key));
  await page.getByRole("button", { name: "Use it" }).click();
  await expect(page.getByText("Uploaded: your company's.")).toBeVisible();
  expect(await issuer()).toBe("Company");
  await page.getByRole("button", { name: "Back to this server's own" }).click();
  await expect(page.getByText("Made by this server's own authority.")).toBeVisible();
  expect(await issuer()).toBe(own);
});
