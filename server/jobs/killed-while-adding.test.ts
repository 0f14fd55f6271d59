import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { jobs, voiceProfileDetails, voiceProfiles } from "../../drizzle/schema";
import { changeMarkOf } from "../platform/db/change-mark";
import { silentLogger } from "../platform/observability/logger";
import { openTestDb } from "../records/testing/test-db";
import { resolveVoiceProfile } from "../records/voice-profiles/resolve";
import { openJobs } from "./open";

const child = join(import.meta.dirname, "../records/testing/adding-voices.process.ts");
const rounds = 4;

test("kill -9 at any moment of adding, consenting and ending leaves all of a voice or none of it", async () => {
  const opened = openTestDb();
  const { dataDir, db } = opened;
  const ada = opened.as(await opened.person("ada"));
  const saved = new Set<number>();
  const ended = new Set<number>();
  for (let round = 0; round < rounds; round++) {
    const running = spawn(process.execPath, ["--import", "tsx", child, dataDir, "ada", String(round)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void running.kill("SIGKILL"));
    const lines: { saved?: number; ended?: number }[] = [];
    createInterface({ input: running.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
    await expect.poll(() => lines.length, { interval: 1, timeout: 60_000 }).toBeGreaterThan(1 + (round % 3));
    await delay(Math.random() * 150);
    running.kill("SIGKILL");
    await new Promise((resolve) => running.once("close", resolve));
    for (const line of lines) {
      if (line.saved) saved.add(line.saved);
      if (line.ended) ended.add(line.ended);
    }
    // The next start of a server.
    const unused = {} as never;
    const runner = openJobs({
      ctx: opened.as({ kind: "system", job: "jobs" }),
      changeMark: changeMarkOf(opened.sqlite),
      forgetInSafetyCopies: async () => undefined,
      logger: silentLogger,
      ...{
        maker: unused,
        speaker: unused,
        stt: unused,
        leases: unused,
        tts: unused,
        replay: unused,
        activity: unused,
        emptyLog: unused,
      },
    });
    await runner.start();
    const removals = () =>
      db
        .select()
        .from(jobs)
        .all()
        .filter(({ kind, state }) => kind === "voice_removal" && state !== "completed");
    await expect.poll(removals, { timeout: 30_000 }).toEqual([]);
    await runner.close();
  }

  const profiles = db
    .select()
    .from(voiceProfiles)
    .all()
    .map(({ id }) => id);
  const known = db
    .select()
    .from(voiceProfileDetails)
    .all()
    .map(({ id }) => id);
  const drafts = known.filter((id) => !profiles.includes(id));
  expect(saved.size).toBeGreaterThan(rounds);
  // What was acknowledged is there, whole, or was ended and is gone.
  expect([...saved].filter((id) => !ended.has(id) && !profiles.includes(id) && known.includes(id))).toEqual([]);
  expect([...ended].filter((id) => known.includes(id))).toEqual([]);
  for (const profileId of profiles) {
    const folder = join(dataDir, "audio/profiles", String(profileId));
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["consent.wav", "reference.txt", "reference.wav"]));
    await expect(resolveVoiceProfile(ada, { profileId })).resolves.toMatchObject({ profileId });
  }
  // No folder without rows, and nothing that was arriving.
  const folders = readdirSync(join(dataDir, "audio/profiles")).map(Number);
  expect(folders.filter((id) => !known.includes(id))).toEqual([]);
  expect(drafts.filter((id) => !existsSync(join(dataDir, "audio/profiles", String(id))))).toEqual([]);
  expect(existsSync(join(dataDir, "audio/incoming"))).toBe(false);
});
