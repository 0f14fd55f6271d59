import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { fromBuffer } from "yauzl";
import { openDatabase } from "../platform/db/connection";
import { builtAvatar } from "./testing/built-avatar";

const { avatar, folder } = builtAvatar();
const dataDir = join(folder, "data");

it("writes a unit for this user, says how to start it, and takes it away again", async () => {
  const unit = join(folder, "config/systemd/user/avatar.service");
  const environment = { XDG_CONFIG_HOME: join(folder, "config"), PORT: "8123" };
  const service = (...words: string[]) => avatar(["service", ...words], "", environment);
  const dry = await service("install", "--user", "--dry-run");
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining("CPUQuota=") });
  expect(dry.err).toContain("put them into avatar.env: ");
  expect(dry.err).toContain("PORT");
  expect(existsSync(unit)).toBe(false);

  const written = await service("install", "--user", "--no-start");
  expect(written).toMatchObject({
    code: 0,
    out: expect.stringContaining("systemctl --user enable --now avatar.service"),
  });
  expect(`${readFileSync(unit, "utf8")}\n`).toBe(dry.out);
  expect(await service("uninstall", "--user", "--no-start")).toMatchObject({ code: 0 });
  expect(existsSync(unit)).toBe(false);

  writeFileSync(unit, "[Service]\n");
  for (const words of [["install"], ["uninstall"]]) {
    const refused = await service(...words, "--user", "--no-start");
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("was not written by AVATAR") });
  }
  expect(readFileSync(unit, "utf8")).toBe("[Service]\n");
  expect((await service("install", "--name", "../x")).code).toBe(2);
});

it("removes nothing unasked, and what was set aside only if it is named", async () => {
  const log = join(dataDir, "logs/avatar.log.1");
  const aside = join(dataDir, "quarantine/2026-11-27T21-30-05Z/audio/raw/a.wav");
  for (const path of [log, aside]) {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, "x".repeat(2_000));
  }
  const dry = await avatar(["cleanup", "--dry-run"]);
  expect(dry).toMatchObject({ code: 0, err: "", out: expect.stringContaining(log) });
  expect(dry.out).toContain(`(stays without --quarantine): 2 kB`);
  const chinese = await avatar(["cleanup", "--dry-run"], "", { LC_ALL: "zh_TW.UTF-8" });
  expect(chinese.out).toMatch(/：2 kB/);
  expect(chinese.out).not.toMatch(/: \d/);
  expect(await avatar(["cleanup"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("Nobody can be asked here"),
  });
  expect(existsSync(log)).toBe(true);

  await avatar(["migrate"]);
  expect(await avatar(["cleanup", "--yes", "--quarantine"])).toMatchObject({ code: 0, err: "" });
  expect([log, aside].map(existsSync)).toEqual([false, false]);
  const { sqlite, close } = openDatabase(join(dataDir, "app.db"));
  expect(sqlite.prepare("SELECT action, after FROM audit_log ORDER BY id DESC LIMIT 1").get()).toEqual({
    action: "data.cleanup",
    after: '{"files":1}',
  });
  close();
});

/** The files of a ZIP, by name. */
async function unzip(path: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  await new Promise<void>((resolve, reject) => {
    fromBuffer(readFileSync(path), { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on("end", resolve).on("error", reject);
      zip.on("entry", (entry) => {
        zip.openReadStream(entry, async (failure, stream) => {
          if (failure) return reject(failure);
          files[entry.fileName] = await text(stream);
          zip.readEntry();
        });
      });
      zip.readEntry();
    });
  });
  return files;
}

it("collects what helps to find a fault, and none of the words that were planted", async () => {
  const planted = "xylophone-4711";
  await avatar(["migrate"]);
  await avatar(["user", "add", `${planted}-person`, "--role", "staff"]);
  const said = { event: "turn_failed", level: "ERROR", error: `It heard ${planted}.`, line: planted, duration_ms: 12 };
  writeFileSync(join(dataDir, "logs/avatar.log"), `${JSON.stringify(said)}\n${planted}\n`);
  const path = join(folder, "bundle.zip");
  const made = await avatar(["support-bundle", path], "", {
    PORT: "0",
    AVATAR_STT_URL: `http://127.0.0.1:1/${planted}`,
    AVATAR_STT_API_KEY: planted,
    AVATAR_STT_MODEL: planted,
    AVATAR_ADMIN_PASSWORD: planted,
    AUTH_SECRET: `${planted}-${planted}-${planted}`,
  });
  expect(made).toMatchObject({ code: 0, out: `${path}\n` });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const { "doctor.json": doctor = "", ...files } = await unzip(path);
  // The doctor names the servers that it asks, as it must: their addresses are no secret, and hold no key.
  expect(doctor.replaceAll(`http://127.0.0.1:1/${planted}`, "")).not.toContain(planted);
  expect(JSON.stringify(files)).not.toContain(planted);
  expect(files["log.jsonl"]).toContain('"event":"turn_failed"');
  expect(JSON.parse(files["settings.json"] ?? "")).toMatchObject({ AVATAR_STT_API_KEY: "(set)", PORT: "0" });
  expect(JSON.parse(files["versions.json"] ?? "")).toMatchObject({ node: process.version });
  expect(await avatar(["support-bundle", path], "", { LC_ALL: "zh_TW.UTF-8" })).toMatchObject({
    code: 1,
    err: expect.stringContaining(`${path} 已經存在。請改用其他名稱，或先移除它。\n`),
  });
});
