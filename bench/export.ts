/**
 * A ZIP of many turns with both sounds: how long it takes, and how much memory it needs while it is read.
 *   npx tsx bench/export.ts [turns, default 1000] [rounds, default 3]
 * The turns are made by a child process before, so that their making counts in nothing. Linux only.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { like, sql } from "drizzle-orm";
import { conversations, turnDetails, users } from "../drizzle/schema";
import { encodeWav } from "../lib/audio/wav";
import { migrateDatabase, openDatabase } from "../server/platform/db/connection";
import { silentLogger } from "../server/platform/observability/logger";
import { createRecordings } from "../server/records/recordings/file-recordings";
import { exportConversations } from "../server/records/sessions/export-conversations";
import { residentMiB } from "./lib/process-usage";
import { seededRandom } from "./lib/random";
import { seedHistory } from "./lib/seeded-history";
import { printTable } from "./lib/statistics";

const turns = Number(process.argv[2] ?? 1_000);
const rounds = Number(process.argv[3] ?? 3);
const turnsEach = 10;
const seconds = { user: 3, reply: 5 };

function seed(dataDir: string): void {
  const { tables, sqlite } = openDatabase(join(dataDir, "app.db"));
  migrateDatabase(tables, join(import.meta.dirname, "..", "drizzle", "migrations"));
  tables.insert(users).values({ username: "ada", role: "staff", passwordHash: "x", createdAt: 0 }).run();
  seedHistory(dataDir, { sessionCount: Math.ceil(turns / turnsEach), turnsEach });
  tables
    .update(conversations)
    .set({
      userAudioPath: sql`'audio/raw/' || ${conversations.sessionId} || '_' || ${conversations.turnNumber} || '.wav'`,
      aiAudioPath: sql`'audio/tts/' || ${conversations.sessionId} || '-t' || ${conversations.turnNumber} || '.wav'`,
    })
    .run();
  tables.update(turnDetails).set({ userAudioMs: 3_000, aiAudioMs: 5_000 }).where(like(turnDetails.turnId, "%")).run();
  const random = seededRandom(7);
  const noise = (lengthS: number, rateHz: number) =>
    encodeWav(
      Int16Array.from({ length: lengthS * rateHz }, () => (random() - 0.5) * 20_000),
      rateHz,
    );
  const [user, reply] = [noise(seconds.user, 16_000), noise(seconds.reply, 24_000)];
  for (const row of tables.select().from(conversations).all()) {
    writeFileSync(join(dataDir, row.userAudioPath), user);
    if (row.aiAudioPath) writeFileSync(join(dataDir, row.aiAudioPath), reply);
  }
  sqlite.close();
}

async function measure(dataDir: string) {
  const { db, tables, close } = openDatabase(join(dataDir, "app.db"));
  const user = tables.select().from(users).get();
  if (!user) throw new Error("The turns were not made.");
  const actor = { kind: "user", userId: user.id, username: user.username, role: user.role } as const;
  const ctx = { db, recordings: createRecordings(dataDir, silentLogger), actor, nowS: () => 1_800_000_000 };
  const pages = { conversation: () => "<p>".repeat(500), list: () => "" };
  // A running server has read rows and sent sounds before.
  for await (const _ of await exportConversations(ctx, { sessionId: "seeded-0" }, pages));
  const rows: string[][] = [];
  for (let round = 0; round < rounds; round++) {
    const before = residentMiB(process.pid);
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, residentMiB(process.pid));
    }, 20);
    const lag = monitorEventLoopDelay({ resolution: 1 });
    lag.enable();
    const beganMs = performance.now();
    let bytes = 0;
    for await (const chunk of await exportConversations(ctx, { filter: {} }, pages)) bytes += (chunk as Buffer).length;
    const tookS = (performance.now() - beganMs) / 1_000;
    lag.disable();
    clearInterval(watch);
    rows.push([
      `${round + 1}`,
      `${(bytes / 1e6).toFixed(0)}`,
      tookS.toFixed(1),
      (most - before).toFixed(0),
      (lag.percentile(99) / 1e6).toFixed(1),
    ]);
  }
  close();
  printTable(["round", "MB", "s", "memory, MiB more", "event loop P99, ms"], rows);
}

if (process.argv[4]) seed(process.argv[4]);
else {
  const dataDir = mkdtempSync(join(tmpdir(), "avatar-bench-export-"));
  try {
    createRecordings(dataDir, silentLogger);
    execFileSync("mkdir", ["-p", join(dataDir, "audio/raw"), join(dataDir, "audio/tts")]);
    execFileSync(process.execPath, ["--import", "tsx", import.meta.filename, `${turns}`, "0", dataDir]);
    await measure(dataDir);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
