import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import {
  conversations,
  jobs,
  qualityTags,
  replayCases,
  replayResults,
  replayRuns,
  replaySets,
  replayVerdicts,
  sessions,
  turnCorrections,
  turnDetails,
  turnNotes,
  turnTags,
  turnThumbs,
} from "../../../drizzle/schema";
import { noExpectations } from "../../../lib/replay/expectations";
import type { ResultFacts } from "../../../lib/replay/run";
import { correctTurn } from "../feedback/correct-turn";
import { addNote } from "../feedback/notes";
import { rateTurn } from "../feedback/rate-turn";
import { tagTurn } from "../feedback/tag-turn";
import { recoverJobs, takeJob } from "../jobs/work";
import { changeCase } from "../replays/change-case";
import { setVerdict } from "../replays/set-verdict";
import { purgeIndex } from "../search/purge-index";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { turnAudioPath } from "../turns/find-turn-audio";
import { recordTurn } from "../turns/record-turn";
import { listConversationSummaries } from "./conversation-summaries";
import { listConversations, readConversation } from "./conversations";
import { deleteConversation, restoreConversation, whatDeletionRemoves } from "./delete-conversation";
import { removeConversation } from "./remove-conversation";
import { renameConversation } from "./rename-conversation";
import { resumeSession } from "./resume-session";
import { startSession } from "./start-session";

async function talk(turns: number) {
  const fixture = openTestDb();
  const ada = fixture.as(await fixture.person("ada"));
  const bob = fixture.as(await fixture.person("bob"));
  const quinn = fixture.as(await fixture.person("quinn", "qa"));
  const system = fixture.as({ kind: "system", job: "jobs" });
  const { sessionId } = await startSession(ada, sessionOptions);
  const { sessionId: other } = await startSession(ada, sessionOptions);
  for (let turn = 1; turn <= turns; turn++) await recordTurn(ada, turnInput(sessionId, turn));
  await recordTurn(ada, turnInput(other, 1));
  const files = () =>
    readdirSync(join(fixture.dataDir, "audio"), { recursive: true }).filter((name) => `${name}`.endsWith(".wav"));
  const indexed = () =>
    fixture.sqlite.prepare("select count(*) from turn_search where turn_search match 'question'").pluck().get();
  return { ...fixture, ada, bob, quinn, system, sessionId, other, turnId: `${sessionId}-t1`, files, indexed };
}

const facts: ResultFacts = {
  ...{ outcome: "done", errorCode: null, missing: null, finishReason: "stop", recognisedText: "question 1" },
  ...{ heardReplacements: [], saidReplacements: [], models: { stt: null, llm: null, tts: null }, voice: null },
  ...{ voiceReferenceSha256: null, mode: "fast", lexiconVersion: null, promptSha256: null, aiAudioMs: 0, calls: [] },
};

/** Everything that may hang on a turn, and a replay of it. */
async function withAllThatHangsOnIt({ db, ada, quinn, sessionId, turnId, dataDir }: Awaited<ReturnType<typeof talk>>) {
  const userId = ada.actor.kind === "user" ? ada.actor.userId : 0;
  const [tag] = db.insert(qualityTags).values({ nameZh: "慢", nameEn: "slow", createdAt: 1 }).returning().all();
  await rateTurn(ada, { turnId, thumb: "down" });
  await tagTurn(quinn, { turnId, tagId: tag?.id ?? 0, isSet: true });
  await addNote(quinn, { turnId, text: "Slow." });
  await correctTurn(ada, { turnId, text: "question one", basedOn: null });
  const thresholds = { cer: 0.05, firstSoundShare: 0.2, firstSoundMs: 100 };
  db.insert(replaySets).values({ id: 1, name: "Set", thresholds, userId, createdAt: 1 }).run();
  db.insert(replayCases)
    .values({
      ...{ id: 1, setId: 1, turnId, sessionId, context: [], expectedText: "question one" },
      ...{ expectations: noExpectations, addedIn: 1 },
    })
    .run();
  const run = {
    id: 1,
    setId: 1,
    setVersion: 1,
    name: "Run",
    changes: {},
    state: "done",
    requestKey: "k",
    userId,
  } as const;
  db.insert(replayRuns)
    .values({ ...run, createdAt: 1 })
    .run();
  mkdirSync(join(dataDir, "audio/replays/1"), { recursive: true });
  writeFileSync(join(dataDir, "audio/replays/1/1-0.wav"), "RIFF");
  db.insert(replayResults)
    .values({
      ...{ runId: 1, caseId: 1, repeat: 0, userText: "question 1", aiText: "answer", facts, createdAt: 1 },
      ...{ aiAudioPath: "audio/replays/1/1-0.wav", audioBytes: 4 },
    })
    .run();
}

test("the preview says exactly what goes", async () => {
  const fixture = await talk(2);
  await withAllThatHangsOnIt(fixture);
  const { ada, sessionId } = fixture;
  expect(await whatDeletionRemoves(ada, { sessionId })).toEqual({
    ...{ turns: 2, recordings: 5, recording_bytes: 2 * (32_044 + 32_044) + 4 },
    ...{ corrections: 1, thumbs: 1, tags: 1, notes: 1, replay_cases: 1, replay_results: 1 },
  });
});

test("a deleted conversation is hidden from everybody at once, and comes back whole", async () => {
  const { ada, quinn, sessionId, other, turnId, clock } = await talk(2);
  const { undoUntil } = await deleteConversation(ada, { sessionId });
  expect(undoUntil).toBe(clock.nowS + 10);
  for (const ctx of [ada, quinn]) {
    expect((await listConversationSummaries(ctx)).conversations.map(({ id }) => id)).toEqual([other]);
    expect((await listConversationSummaries(ctx, { q: "question 2" })).conversations).toEqual([]);
    expect((await listConversations(ctx)).conversations.map(({ id }) => id)).toEqual([other]);
    const refused = [
      readConversation(ctx, { sessionId }),
      turnAudioPath(ctx, { turnId, side: "user" }),
      rateTurn(ctx, { turnId, thumb: "up" }),
      renameConversation(ctx, { sessionId, title: "x" }),
      whatDeletionRemoves(ctx, { sessionId }),
      deleteConversation(ctx, { sessionId }),
    ];
    const codes = await Promise.all(refused.map((act) => act.then(String, ({ code }: { code: string }) => code)));
    expect(codes).toEqual(refused.map(() => "not_found"));
  }
  await expect(resumeSession(ada, { sessionId })).rejects.toMatchObject({ code: "session_not_found" });
  await expect(recordTurn(ada, turnInput(sessionId, 3))).rejects.toMatchObject({ code: "session_not_found" });
  await restoreConversation(ada, { sessionId });
  await restoreConversation(ada, { sessionId });
  expect((await readConversation(ada, { sessionId })).turns).toHaveLength(2);
  await recordTurn(ada, turnInput(sessionId, 3));
});

test("once it can't be undone, rows, index, recordings and words of replays go; the rest stays", async () => {
  const fixture = await talk(3);
  await withAllThatHangsOnIt(fixture);
  const { ada, system, db, sessionId, other, clock, files, indexed } = fixture;
  await deleteConversation(ada, { sessionId });
  expect(await takeJob(system, [])).toBeNull();
  clock.nowS += 10;
  const job = await takeJob(system, []);
  expect(job).toMatchObject({ kind: "conversation_removal", payload: { sessionId } });
  await expect(restoreConversation(ada, { sessionId })).rejects.toMatchObject({ code: "not_found" });
  await removeConversation(system, sessionId);
  expect(db.select().from(conversations).all()).toMatchObject([{ sessionId: other }]);
  expect(db.select().from(turnDetails).all()).toHaveLength(1);
  expect(db.select().from(sessions).all()).toMatchObject([{ id: other }]);
  for (const table of [turnCorrections, turnThumbs, turnTags, turnNotes])
    expect(db.select().from(table).all()).toEqual([]);
  expect(files().toSorted()).toEqual([`raw/${other}_1.wav`, `tts/${other}-t1.wav`]);
  expect(indexed()).toBe(1);
  expect(db.select().from(replayCases).all()).toMatchObject([{ context: null, expectedText: null }]);
  const [result] = db.select().from(replayResults).all();
  expect(result).toMatchObject({ userText: null, aiText: null, aiAudioPath: null, audioBytes: 0 });
  expect(result?.facts.recognisedText).toBeNull();
});

/** The tables, among them those of the search index, that hold the word in a column of any row. */
function tablesWith(sqlite: Awaited<ReturnType<typeof talk>>["sqlite"], word: string): string[] {
  const tables = sqlite.prepare("select name from sqlite_master where type = 'table'").pluck().all() as string[];
  const bytes = Buffer.from(word);
  return tables.filter((table) =>
    (sqlite.prepare(`select * from "${table}"`).raw().all() as unknown[][]).some((row) =>
      row.some((value) => (Buffer.isBuffer(value) ? value.includes(bytes) : String(value).includes(word))),
    ),
  );
}

test("a word that a person said is in no table any more, whatever quoted it", async () => {
  const fixture = await talk(3);
  await withAllThatHangsOnIt(fixture);
  const { ada, quinn, system, sqlite, db, sessionId, other, turnId } = fixture;
  const word = "xylophon";
  await recordTurn(ada, turnInput(other, 2, { userText: `${word}ist` }));
  await recordTurn(ada, turnInput(sessionId, 4, { userText: `my ${word}`, aiText: `A ${word}.` }));
  await correctTurn(ada, { turnId, text: `one ${word}`, basedOn: 1 });
  await addNote(quinn, { turnId, text: `They said ${word}.` });
  await renameConversation(ada, { sessionId, title: `The ${word}` });
  const expectations = { mustContain: [word], mustNotContain: [`no ${word}`], maxFirstSoundMs: 900, maxSpeechS: 5 };
  const { caseId } = await changeCase(quinn, { caseId: 1, expectedText: word, expectations });
  await setVerdict(quinn, { runId: 1, againstRunId: null, caseId: 1, verdict: "regressed", note: `It lost ${word}.` });
  const context = [{ role: "user" as const, content: word }];
  db.update(replayCases).set({ context }).run();
  expect(tablesWith(sqlite, word).length).toBeGreaterThan(6);
  for (const deleted of [sessionId, other]) {
    await deleteConversation(ada, { sessionId: deleted });
    await removeConversation(system, deleted);
  }
  while (await purgeIndex(system));
  expect(tablesWith(sqlite, word)).toEqual([]);
  // What quotes nobody stays.
  const [kept] = db.select().from(replayCases).where(eq(replayCases.id, caseId)).all();
  expect(kept?.expectations).toEqual({ ...noExpectations, maxFirstSoundMs: 900, maxSpeechS: 5 });
  expect(db.select().from(replayVerdicts).all()).toMatchObject([{ verdict: "regressed", note: "" }]);
});

test("a removal ends although somebody talks all the while", async () => {
  const { ada, system, db, sessionId, other } = await talk(3);
  await deleteConversation(ada, { sessionId });
  let turns = 1;
  const whileTalking: typeof system.db = {
    ...system.db,
    async write(work, options) {
      const result = await system.db.write(work, options);
      turns += 1;
      await recordTurn(ada, turnInput(other, turns));
      return result;
    },
  };
  await removeConversation({ ...system, db: whileTalking }, sessionId);
  expect(db.select().from(sessions).all()).toMatchObject([{ id: other }]);
});

test("a conversation that is not deleted, or deleted no more, is not removed", async () => {
  const { ada, system, sessionId, db, clock } = await talk(1);
  await removeConversation(system, sessionId);
  await deleteConversation(ada, { sessionId });
  await restoreConversation(ada, { sessionId });
  clock.nowS += 60;
  expect(await takeJob(system, [])).toBeNull();
  await removeConversation(system, sessionId);
  expect(db.select().from(conversations).all()).toHaveLength(2);
});

test("a removal that was begun by a server that ended can't be undone, and begins again", async () => {
  const { ada, system, sessionId, clock } = await talk(1);
  await deleteConversation(ada, { sessionId });
  clock.nowS += 10;
  await takeJob(system, []);
  await recoverJobs(system);
  await expect(restoreConversation(ada, { sessionId })).rejects.toMatchObject({ code: "not_found" });
  expect(await takeJob(system, [])).toMatchObject({ kind: "conversation_removal" });
});

test("another person's conversation answers as a missing one; QA may delete it, and the log says who", async () => {
  const { bob, quinn, sessionId, sqlite } = await talk(1);
  for (const act of [deleteConversation, restoreConversation, whatDeletionRemoves]) {
    for (const id of [sessionId, "none"]) {
      await expect(act(bob, { sessionId: id })).rejects.toMatchObject({ code: "not_found" });
    }
  }
  await deleteConversation(quinn, { sessionId });
  await restoreConversation(quinn, { sessionId });
  const acts = sqlite.prepare("select action, actor_user_id from audit_log where entity = 'conversation'").raw().all();
  const quinnId = quinn.actor.kind === "user" ? quinn.actor.userId : 0;
  expect(acts).toEqual([
    ["conversation.delete", quinnId],
    ["conversation.restore", quinnId],
  ]);
});

test("kill -9 at any moment of a removal: the next one finishes it, and nothing of it is left", async () => {
  const fixture = await talk(60);
  await withAllThatHangsOnIt(fixture);
  const { ada, system, sessionId, other, dataDir, db, files, indexed } = fixture;
  await deleteConversation(ada, { sessionId });
  const child = join(import.meta.dirname, "../testing/removing-conversation.process.ts");
  for (let round = 0; round < 4; round++) {
    const running = spawn(process.execPath, ["--import", "tsx", child, dataDir, sessionId], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void running.kill("SIGKILL"));
    await once(running.stdout, "data");
    await delay(Math.random() * 12);
    running.kill("SIGKILL");
    await once(running, "close");
    const named = db.select().from(conversations).all();
    // Whatever was not removed yet is still named by a row: nothing goes to quarantine at the next start.
    const paths = new Set(named.flatMap(({ userAudioPath, aiAudioPath }) => [userAudioPath, aiAudioPath]));
    const turns = files().filter((name) => !`${name}`.startsWith("replays"));
    expect(turns.filter((name) => !paths.has(`audio/${name}`))).toEqual([]);
  }
  await removeConversation(system, sessionId);
  expect(files().toSorted()).toEqual([`raw/${other}_1.wav`, `tts/${other}-t1.wav`]);
  expect(db.select().from(conversations).all()).toHaveLength(1);
  expect(indexed()).toBe(1);
  const kinds = db.select({ kind: jobs.kind }).from(jobs).all();
  expect(kinds).toEqual([{ kind: "conversation_removal" }, { kind: "search_purge" }]);
}, 60_000);
