/**
 * The history's list and its search over many turns, the size of the search index, and what it adds to storing a turn.
 *   npx tsx bench/history.ts [conversations, default 5000] [turns each, default 10] [times each, default 60]
 * Needs no build. Half of the turns are Chinese; words are as frequent as in speech (Zipf). One turn in 400 is rated.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { conversations, sessions, turnDetails, turnStages, turnThumbs, users } from "../drizzle/schema";
import type { TurnCall } from "../lib/turn-calls";
import { migrateDatabase, openDatabase } from "../server/platform/db/connection";
import { silentLogger } from "../server/platform/observability/logger";
import type { RecordsContext } from "../server/records/context";
import { createRecordings } from "../server/records/recordings/file-recordings";
import { indexOlderTurns } from "../server/records/search/index-older-turns";
import { indexTurn } from "../server/records/search/turn-search";
import { listConversationSummaries } from "../server/records/sessions/conversation-summaries";
import type { ListConversationsInput } from "../server/records/sessions/conversations";
import { seededRandom } from "./lib/random";
import { printTable, quantile, summaryRow } from "./lib/statistics";

const sessionCount = Number(process.argv[2] ?? 5_000);
const turnsEach = Number(process.argv[3] ?? 10);
const times = Number(process.argv[4] ?? 60);
const people = 20;

const random = seededRandom(7);
/** A rank from 0, each about half as likely as the one of half its place. */
const zipf = (size: number) => Math.floor(size ** random()) - 1;
const syllables = "ka lo mi ter an den sol ve ri pa nu bre sto li men qua fi do ge ra".split(" ");
const latinWord = (rank: number): string =>
  rank === 0
    ? "the"
    : (syllables[rank % 20] ?? "") + (syllables[Math.floor(rank / 20) % 20] ?? "") + (rank > 399 ? rank : "");
const chineseCharacter = (rank: number) => String.fromCodePoint(0x4e00 + rank * 7);

function sentence(language: string, words: number): string {
  if (language === "en") return `${Array.from({ length: words }, () => latinWord(zipf(8_000))).join(" ")}.`;
  return `我們${Array.from({ length: words * 2 }, () => chineseCharacter(zipf(2_500))).join("")}。`;
}

const dataDir = mkdtempSync(join(tmpdir(), "avatar-bench-history-"));
const { db, tables, sqlite } = openDatabase(join(dataDir, "app.db"));
migrateDatabase(tables, join(import.meta.dirname, "..", "drizzle", "migrations"));

const timings = { endpoint_ms: 700, stt_ms: 40, ttft_ms: 300, tts_first_ms: 200, first_audio_ms: 1_240, e2e_ms: 2_100 };
const options = { mode: "fast", voice: "builtin:heart" };
const models = { sttModel: "whisper-small", llmModel: "qwen2.5-7b-instruct", ttsModel: "kokoro-82m" };
/** As long as a real turn's: what was heard, the reply, and two segments of it. */
const calls = (["transcript", "reply", "segment", "segment"] as const).map((call): TurnCall => {
  const times = { began_ms: 700, waited_ms: 0, first_ms: 300, total_ms: 900, retries: 0 };
  const counts = { audio_ms: 3_000, prompt_tokens: 600, completion_tokens: 40, characters: 90 };
  const asked = { call, model: models.llmModel, mode: "fast" as const, temperature: 0.6, seed: 1 };
  return { ...asked, ...times, ...counts, outcome: "completed", error_code: null };
});
let textBytes = 0;

function seed(): void {
  for (let person = 1; person <= people; person++) {
    const role = person === 1 ? "qa" : "staff";
    tables
      .insert(users)
      .values({ username: `person${person}`, role, passwordHash: "x", createdAt: 0 })
      .run();
  }
  for (let session = 0; session < sessionCount; session++) {
    tables.transaction((tx) => {
      const sessionId = `seeded-${session}`;
      const language = session % 2 ? "zh-TW" : "en";
      const userId = (session % people) + 1;
      const at = 1_700_000_000 + session * 3_600;
      const row = { id: sessionId, userId, language, ...options, endpointPauseMs: 700, createdAt: at, lastSeenAt: at };
      tx.insert(sessions).values(row).run();
      for (let turnNumber = 1; turnNumber <= turnsEach; turnNumber++) {
        const userText = sentence(language, 12);
        const aiText = `${sentence(language, 20)} ${sentence(language, 20)}`;
        textBytes += Buffer.byteLength(userText + aiText);
        const { id } = tx
          .insert(conversations)
          .values({ sessionId, turnNumber, userAudioPath: "", userText, aiText, createdAt: at + turnNumber * 20 })
          .returning({ id: conversations.id })
          .get();
        const turn = {
          conversationId: id,
          turnId: `${sessionId}-t${turnNumber}`,
          userId,
          language,
          ...options,
          ...models,
          timings,
          calls,
        };
        tx.insert(turnDetails)
          .values({ ...turn, userAudioMs: 3_000, aiAudioMs: 5_000, interrupted: id % 50 === 0 })
          .run();
        const took = { first_audio: 1_240, end_to_end_long: 2_100, stt: 900, ttft: id % 500 === 0 ? 900 : 300 };
        tx.insert(turnStages)
          .values({ conversationId: id, ...took, tts_fast: 900, endpoint: 700 })
          .run();
        if (id % 400 === 0)
          tx.insert(turnThumbs).values({ conversationId: id, userId, thumb: "down", createdAt: at }).run();
      }
    });
  }
}

const as = (userId: number, role: "qa" | "staff"): RecordsContext => ({
  db,
  recordings: createRecordings(dataDir, silentLogger),
  actor: { kind: "user", userId, username: `person${userId}`, role },
  nowS: () => 1_800_000_000,
});

interface Taken {
  ms: number[];
  cpuMs: number[];
}

async function timed<T>(taken: Taken, work: () => Promise<T>): Promise<T> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const result = await work();
  taken.ms.push(performance.now() - began);
  const { user, system } = process.cpuUsage(cpu);
  taken.cpuMs.push((user + system) / 1_000);
  return result;
}

async function measured(ctx: RecordsContext, input: ListConversationsInput): Promise<Taken & { found: number }> {
  const taken: Taken = { ms: [], cpuMs: [] };
  let found = 0;
  for (let time = 0; time < times; time++) {
    found = (await timed(taken, () => listConversationSummaries(ctx, input))).conversations.length;
  }
  return { ...taken, found };
}

function row(name: string, { ms, cpuMs }: Taken): string[] {
  return [...summaryRow(name, ms, 1), quantile(cpuMs, 0.5).toFixed(1), quantile(cpuMs, 0.95).toFixed(1)];
}

/** Pages one after another, from the newest. */
async function measuredPages(ctx: RecordsContext): Promise<Taken> {
  const taken: Taken = { ms: [], cpuMs: [] };
  let cursor: string | undefined;
  for (let page = 0; page < times; page++) {
    const { nextCursor } = await timed(taken, () => listConversationSummaries(ctx, { cursor }));
    cursor = nextCursor ?? undefined;
  }
  return taken;
}

/** A turn's words stored with and without the index, one after the other, each in its own transaction. */
async function addedByIndex(): Promise<{ without: number[]; with: number[] }> {
  const taken = { without: [] as number[], with: [] as number[] };
  for (let time = 0; time < times * 5; time++) {
    for (const kind of ["without", "with"] as const) {
      const text = { userText: sentence("zh-TW", 12), aiText: sentence("en", 40) };
      const row = { sessionId: `added-${kind}-${time}`, turnNumber: 1, userAudioPath: "", ...text, createdAt: 1 };
      const began = performance.now();
      await db.write((tx) => {
        const { id } = tx.insert(conversations).values(row).returning({ id: conversations.id }).get();
        if (kind === "with") indexTurn(tx, { id, userId: 1, ...text });
      });
      taken[kind].push(performance.now() - began);
    }
  }
  return taken;
}

seed();
const began = performance.now();
await indexOlderTurns({ ...as(1, "qa"), actor: { kind: "system", job: "jobs" } });
const indexedS = (performance.now() - began) / 1_000;
const indexBytes = sqlite
  .prepare("select sum(pgsize - unused) from dbstat where name like 'turn_search%'")
  .pluck()
  .get() as number;

const [qa, staff] = [as(1, "qa"), as(2, "staff")];
const pages = [
  row("the list, page after page, QA", await measuredPages(qa)),
  row("the list, page after page, staff", await measuredPages(staff)),
];
const searches: [string, RecordsContext, ListConversationsInput][] = [
  ["a Latin word that is nowhere", qa, { q: "zzzzzz" }],
  ["a Chinese word that is nowhere", qa, { q: "龘靐" }],
  ["a Latin word that is nearly everywhere", qa, { q: "the" }],
  ["a Chinese word that is in half of the turns", qa, { q: "我們" }],
  ["the same, only the reader's own", staff, { q: "我們" }],
  ["the beginning of many words", qa, { q: "k" }],
  ["one frequent character", qa, { q: chineseCharacter(1) }],
  ["a rare Latin word", qa, { q: latinWord(7_321) }],
  ["two frequent characters", qa, { q: chineseCharacter(1) + chineseCharacter(2) }],
  ["three characters", qa, { q: chineseCharacter(1) + chineseCharacter(2) + chineseCharacter(3) }],
  ["two words, one everywhere and one nowhere together", qa, { q: "the 我們" }],
  ["a person's name", qa, { q: "person7" }],
];
const longAgo = { from: 1_700_100_000, to: 1_700_186_400 };
const filters: [string, RecordsContext, ListConversationsInput][] = [
  ["rated down", qa, { rating: "down" }],
  ["one person", qa, { person: "person7" }],
  ["a model that nobody used", qa, { model: "none" }],
  ["interrupted", qa, { interrupted: true }],
  ["slower than 2 s (none)", qa, { above: 2_000 }],
  ["the same, only the reader's own", staff, { above: 2_000 }],
  ["a first token slower than 2 s (none)", qa, { stage: "ttft", above: 2_000 }],
  ["the same, only the reader's own", staff, { stage: "ttft", above: 2_000 }],
  ["a first token slower than 0.8 s (one turn in 500)", qa, { stage: "ttft", above: 800 }],
  ["a first token at all (every turn), and failed (none)", qa, { stage: "ttft", errors: true }],
  ["a first token slower than 2 s (none), on a day long ago", qa, { ...longAgo, stage: "ttft", above: 2_000 }],
  ["a day long ago", qa, longAgo],
  ["half of the turns, by language", qa, { language: "en" }],
  ["slower than 2 s (none), with a word that is everywhere", qa, { q: "the", above: 2_000 }],
];
for (const [name, ctx, input] of [...searches, ...filters]) {
  const taken = await measured(ctx, input);
  pages.push(row(`${name} (${taken.found} on the page)`, taken));
}
process.stdout.write(`\n${sessionCount * turnsEach} turns in ${sessionCount} conversations\n`);
printTable(["what", "times", "median, ms", "P95, ms", "max, ms", "CPU median, ms", "CPU P95, ms"], pages);
const added = await addedByIndex();
printTable(
  ["index", ""],
  [
    ["text, MB", (textBytes / 1e6).toFixed(1)],
    ["index, MB", (indexBytes / 1e6).toFixed(1)],
    ["of the text", (indexBytes / textBytes).toFixed(2)],
    ["made in the background after", `${indexedS.toFixed(0)} s`],
    ["storing a turn without it, median, ms", quantile(added.without, 0.5).toFixed(2)],
    ["with it, median, ms", quantile(added.with, 0.5).toFixed(2)],
  ],
);
sqlite.close();
rmSync(dataDir, { recursive: true, force: true });
