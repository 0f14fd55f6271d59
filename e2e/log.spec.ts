import { readdirSync, readFileSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { startServer } from "./fixtures/server";
import { expect, test } from "./fixtures/test";

/** The lines from `server_listening` on, each parsed: throws where one is no JSON. */
function logLines(stdout: string): Record<string, unknown>[] {
  const lines = stdout.trimEnd().split("\n");
  const first = lines.findIndex((line) => line.includes('"event":"server_listening"'));
  expect(first).toBeGreaterThan(-1);
  return lines.slice(first).map((line) => {
    try {
      return JSON.parse(line);
    } catch {
      throw new Error(`Not a log line: ${line}`);
    }
  });
}

/** Sends these bytes and waits for the end of the connection. */
function send(url: string, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.end(bytes));
    socket
      .on("error", () => undefined)
      .on("close", () => resolve())
      .resume();
  });
}

test("from server_listening on every line is JSON, and is kept in the data folder, whatever people do", async ({
  page,
}) => {
  const server = await startServer();
  try {
    await page.goto(`${server.url}/login`);
    await page.getByRole("textbox", { name: "User name" }).fill("admin");
    await page.locator("#password").fill("not the password");
    await page.getByRole("button", { name: "Log in" }).click();
    await expect(page.getByRole("alert").first()).toBeVisible();
    await page.goto(`${server.url}/nowhere`);
    for (const bad of [
      "GET /% HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "nonsense\r\n\r\n",
    ]) {
      await send(server.url, bad);
    }
    const headers = { "next-action": "0".repeat(42), "content-type": "text/plain;charset=UTF-8" };
    await fetch(`${server.url}/chat`, { method: "POST", headers, body: "[{}]" });
    process.kill(server.pid, "SIGTERM");
    expect(await server.exited).toBe(0);
    const lines = logLines(server.stdout());
    for (const line of lines) {
      expect(line).toMatchObject({
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: expect.stringMatching(/^(DEBUG|INFO|WARN|ERROR)$/),
        event: expect.stringMatching(/^[a-z_]+$/),
      });
    }
    const events = lines.map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(["pages_ready", "login_refused", "shutdown_complete"]));

    const folder = join(server.dataDir, "logs");
    const file = join(folder, "avatar.log");
    expect(readdirSync(folder)).toEqual(["avatar.log"]);
    expect([statSync(folder).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
    const kept = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(kept.slice(-lines.length)).toEqual(server.stdout().trimEnd().split("\n").slice(-lines.length));
  } finally {
    await server.close();
  }
});
