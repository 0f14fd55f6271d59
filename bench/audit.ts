/**
 * How long a page of the audit log takes, by filter, and an act more that is merged: `npx tsx bench/audit.ts [rows]
 * [times]`, by default 100,000 rows of two years by 40 people.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { auditGroups } from "../lib/audit/actions";
import { migrateDatabase, openDatabase } from "../server/platform/db/connection";
import { silentLogger } from "../server/platform/observability/logger";
import { listActs } from "../server/records/audit-log/list-acts";
import { noteLook } from "../server/records/audit-log/note-look";
import { pruneActs } from "../server/records/audit-log/prune-acts";
import type { RecordsContext } from "../server/records/context";
import { createRecordings } from "../server/records/recordings/file-recordings";
import { seededRandom } from "./lib/random";
import { printTable, summaryRow } from "./lib/statistics";

const rowCount = Number(process.argv[2] ?? 100_000);
const times = Number(process.argv[3] ?? 60);
const people = 40;
const spanS = 2 * 365 * 86_400;
const startS = Math.floor(Date.now() / 1_000) - spanS;

const dataDir = mkdtempSync(join(tmpdir(), "avatar-bench-audit-"));
const { db, tables, sqlite } = openDatabase(join(dataDir, "app.db"));
migrateDatabase(tables, join(import.meta.dirname, "..", "drizzle", "migrations"));
const random = seededRandom(7);
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

function seed(): void {
  const user = sqlite.prepare("INSERT INTO users (username, password_hash, role, created_at) VALUES (?, '', ?, 1)");
  for (let person = 1; person <= people; person++) user.run(`person${person}`, person === 1 ? "admin" : "qa");
  const row = sqlite.prepare(
    `INSERT INTO audit_log (at, actor_user_id, address, action, entity, entity_id, before, after, changed_fields,
      subject_user_id, outcome) VALUES (?, ?, '10.0.0.9', ?, ?, ?, ?, ?, '["role"]', ?, ?)`,
  );
  const actions = Object.values(auditGroups).flat();
  sqlite.transaction(() => {
    for (let each = 0; each < rowCount; each++) {
      const action = oneOf(actions);
      const fields = JSON.stringify({ id: each, role: "staff", loginEpoch: 3, disabledAt: null, createdAt: startS });
      // The last two people do next to nothing: whoever is rare is looked for among all rows.
      const person = each % 20_000 === 0 ? people : 1 + Math.floor(random() * (people - 2));
      const outcome = random() < 0.02 ? "refused" : "allowed";
      const at = startS + Math.floor((each / rowCount) * spanS);
      const entity = action.split(".")[0] ?? "";
      const id = String(Math.floor(random() * 1_000));
      row.run(at, person, action, entity, id, fields, fields, 1 + Math.floor(random() * (people - 2)), outcome);
    }
  })();
}

async function measured(name: string, run: () => Promise<number>): Promise<string[]> {
  const taken: number[] = [];
  let found = 0;
  for (let time = 0; time < times; time++) {
    const began = performance.now();
    found = await run();
    taken.push(performance.now() - began);
  }
  return summaryRow(`${name} (${found})`, taken, 1);
}

seed();
const recordings = createRecordings(dataDir, silentLogger);
let clockS = startS + spanS;
const ctx: RecordsContext = {
  ...{ db, recordings, nowS: () => clockS },
  actor: { kind: "user", userId: 1, username: "person1", role: "admin" },
};
const filters: [string, Parameters<typeof listActs>[1]][] = [
  ["everything", {}],
  ["a person with many rows", { person: 7 }],
  ["a person with few rows", { person: people }],
  ["a person with none", { person: people - 1 }],
  ["the system (none)", { person: "system" }],
  ["one kind of act", { group: "looks" }],
  ["one thing", { entity: "conversation", id: "7" }],
  ["refused", { outcome: "refused" }],
  ["refused, of a person with few rows", { outcome: "refused", person: people }],
  ["the first day", { to: startS + 86_400 }],
  ["a day in the middle, refused", { from: startS + spanS / 2, to: startS + spanS / 2 + 86_400, outcome: "refused" }],
];
const lines: string[][] = [];
for (const [name, filter] of filters) {
  lines.push(await measured(name, async () => (await listActs(ctx, filter)).acts.length));
}
let cursor: string | null = null;
lines.push(
  await measured("page after page", async () => {
    const page = await listActs(ctx, cursor === null ? {} : { cursor });
    cursor = page.next_cursor;
    return page.acts.length;
  }),
);
const look = { action: "conversation.read", entity: "conversation", entityId: "7", subjectUserId: 2 } as const;
lines.push(
  await measured("a look that is written", async () => {
    clockS += 60;
    await noteLook(ctx, look);
    return 1;
  }),
  await measured("a look that is not", async () => {
    await noteLook(ctx, look);
    return 0;
  }),
);
printTable(["what (rows found)", "times", "median, ms", "P95, ms", "max, ms"], lines);
const megabytes =
  (sqlite.prepare("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'audit_log%'").pluck().get() as number) / 1e6;
console.log(`${rowCount} rows with their indexes: ${megabytes.toFixed(1)} MB`);
// Half of them are too old then.
clockS += spanS / 2;
const began = performance.now();
const pruned = await pruneActs({ ...ctx, actor: { kind: "system", job: "jobs" } });
console.log(`${pruned} rows removed in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
sqlite.close();
rmSync(dataDir, { recursive: true });
