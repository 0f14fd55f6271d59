import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { count } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { conversations, metricTurns } from "../../../drizzle/schema";
import { silentLogger } from "../../platform/observability/logger";
import { openTestDb } from "../testing/test-db";
import { keepNumbers } from "./keep-numbers";
import { readVolumes } from "./read-volumes";

const child = join(import.meta.dirname, "../testing/keeping-numbers.process.ts");
const rounds = 4;

test("kill -9 at any moment: each stored turn is in the numbers, and once", async () => {
  const { dataDir, db, as, person } = openTestDb();
  const { userId } = await person("ada");
  const admin = as(await person("root", "admin"));
  const rowsOf = (table: typeof conversations | typeof metricTurns) =>
    db.select({ rows: count() }).from(table).get()?.rows;
  let notWritten = 0;
  for (let round = 0; round < rounds; round++) {
    const running = spawn(process.execPath, ["--import", "tsx", child, dataDir, String(userId)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void running.kill("SIGKILL"));
    const closed = once(running, "close");
    await once(running.stdout, "data");
    await delay(500 + Math.random() * 1_500);
    running.kill("SIGKILL");
    await closed;
    notWritten += (rowsOf(conversations) ?? 0) - (rowsOf(metricTurns) ?? 0);
  }
  // The kills came between a turn's end and the write of its numbers.
  expect(notWritten).toBeGreaterThan(0);
  const numbers = keepNumbers({ ctx: as({ kind: "system", job: "metrics" }), logger: silentLogger });
  await numbers.start({
    sessions: () => ({ active: 0, waiting: 0 }),
    gpus: () => null,
    residentMiB: async () => ({}),
  });
  await expect.poll(() => rowsOf(metricTurns), { timeout: 30_000 }).toBe(rowsOf(conversations));
  await numbers.close();
  const { turns } = await readVolumes(admin, { range: "7d" });
  expect(turns).toMatchObject([{ of: "completed", count: rowsOf(conversations) }]);
});
