import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import DatabaseDriver from "better-sqlite3";
import { type ChatClient, connectPlain } from "../server/testing/chat-client";
import { type AvatarServer, startServer } from "./fixtures/server";
import { LoginPage } from "./pages/login-page";

/** Asks and is answered aloud until it is stopped; returns the turns that the server reported as stored. */
function talk(client: ChatClient) {
  let isOver = false;
  const stored: string[] = [];
  const running = (async () => {
    for (let turn = 1; !isOver; turn++) {
      client.send({ type: "text_input", text: `Question ${turn}?` });
      stored.push((await client.waitFor("turn_completed", () => true, turn)).turn_id);
    }
  })();
  running.catch(() => undefined);
  return {
    stored,
    async stop() {
      isOver = true;
      await running;
    },
  };
}

async function talkers(server: AvatarServer, names: readonly string[]) {
  return Promise.all(
    names.map(async (name) => {
      const client = await connectPlain(server.url, await server.avatar("token", "create", "--user", name));
      client.send({ type: "session_start", language: "en" });
      await client.waitFor("session_started");
      return talk(client);
    }),
  );
}

type Row = Record<string, string | number | null>;

function rowsIn(dataDir: string, table: string): Row[] {
  const sqlite = new DatabaseDriver(join(dataDir, "app.db"));
  try {
    return sqlite.prepare(`SELECT * FROM ${table}`).all() as Row[];
  } finally {
    sqlite.close();
  }
}

const hashOf = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
const recordingsOf = (rows: Row[]) =>
  rows.flatMap((row) => [row.user_audio_path, row.ai_audio_path]).filter(Boolean) as string[];

test("the drill: people talk, a backup, kill -9, the folder is gone, a restore, and everything is there", async ({
  page,
}) => {
  test.setTimeout(300_000);
  const root = mkdtempSync(join(tmpdir(), "avatar-drill-"));
  const [dataDir, lost, backup] = ["data", "lost", "backup"].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  const settings = { AVATAR_DATA_DIR: dataDir };
  let server = await startServer(settings);
  try {
    const person = await server.addPerson("staff");
    const busy = await talkers(server, ["admin", person.username, person.username]);
    await expect
      .poll(() => Math.min(...busy.map(({ stored }) => stored.length)), { timeout: 120_000 })
      .toBeGreaterThan(1);

    const before = busy.flatMap(({ stored }) => [...stored]);
    await server.avatar("backup", backup);
    const during = busy.flatMap(({ stored }) => [...stored]);
    expect(during.length).toBeGreaterThan(before.length);
    // The same folder again, and people still talk.
    expect(await server.avatar("backup", backup)).toMatch(/files .* were new/);

    process.kill(server.pid, "SIGKILL");
    await Promise.allSettled(busy.map(({ stop }) => stop()));
    await server.close();
    renameSync(dataDir, lost);
    await server.avatar("restore", backup, "--yes");
    const restored = rowsIn(dataDir, "conversations");
    const turnIds = new Set(rowsIn(dataDir, "turn_details").map(({ turn_id }) => turn_id));
    for (const turnId of during) expect(turnIds).toContain(turnId);
    const lostRows = new Map(rowsIn(lost, "conversations").map((row) => [row.id, row]));
    for (const row of restored) expect(row).toEqual(lostRows.get(row.id ?? 0));
    for (const path of recordingsOf(restored)) expect(hashOf(join(dataDir, path))).toBe(hashOf(join(lost, path)));
    expect(hashOf(join(dataDir, ".auth-secret"))).toBe(hashOf(join(lost, ".auth-secret")));
    expect(rowsIn(dataDir, "users")).toEqual(rowsIn(lost, "users"));

    server = await startServer(settings);
    await page.goto(`${server.url}/login`);
    const loginPage = new LoginPage(page);
    await loginPage.logIn(person);
    await loginPage.waitForChat();
    expect(existsSync(join(dataDir, "quarantine"))).toBe(false);
  } finally {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  }
});
