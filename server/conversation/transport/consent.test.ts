import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { asc, like } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { auditLog, jobs, voiceConsents } from "../../../drizzle/schema";
import { decodeWav } from "../../../lib/audio/wav";
import type { CheckedTake } from "../../../lib/consent/result";
import { AppError } from "../../../lib/errors";
import { settleConsent } from "../../records/consents/settle-consent";
import type { RecordsContext } from "../../records/context";
import { consentScores, preparedDraft } from "../../records/testing/voice-input";
import { changeDraft } from "../../records/voice-profiles/change-draft";
import { discardDraft } from "../../records/voice-profiles/discard-draft";
import { audioChunks, type ChatClient, connectPlain, connectSocketIo, type Outgoing } from "../../testing/chat-client";
import type { ChatServerOptions } from "../../testing/chat-server";
import { type TestChatServer, testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();

const match: CheckedTake = {
  outcome: "match",
  heard: "I agree.",
  words: { score: 0, answer: "yes", isDenied: false, missed: [], diff: [] },
  voice: {
    ...{ score: 0.9, answer: "match", reason: "at_least_match_limit" },
    ...{ matchFrom: 0.77, noMatchBelow: 0.68, speechS: 9 },
  },
};
const unsure: CheckedTake = { ...match, outcome: "unsure" };
const noMatch: CheckedTake = { ...match, outcome: "no_match" };
const again: CheckedTake = {
  outcome: "again",
  heard: "Something else.",
  words: { score: 0.5, answer: "no", isDenied: false, missed: ["random"], diff: [{ text: "and", mark: "missing" }] },
  voice: null,
};
const denied: CheckedTake = { ...again, words: { ...again.words, isDenied: true } };

/** The server's clock: this much later with each chunk. Null: the real one. */
let chunkEveryMs: number | null = 100;
let clockMs = 0;
function consentNow(): number {
  if (chunkEveryMs === null) return performance.now();
  clockMs += chunkEveryMs;
  return clockMs;
}

interface Fixture extends TestChatServer {
  profileId: number;
  ann: RecordsContext;
  annId: number;
  /** Begins a consent; resolves when the sentence is shown. */
  begin(client?: ChatClient, changed?: Partial<Outgoing>): Promise<ChatClient>;
  /** The audit log's acts on consents, oldest first. */
  acts(): string[];
}

/** A server whose checks find these, one after another; an error: what the check fails with. None more: it never ends. */
async function open(
  found: (CheckedTake | AppError)[] = [],
  options: Partial<ChatServerOptions> = {},
): Promise<Fixture> {
  let system: RecordsContext | null = null;
  const server = await servers.open({
    consentNow,
    ...options,
    async consentChecked(_jobId, consentId) {
      const next = found.shift();
      if (!next || !system) return new Promise(() => {});
      if (next instanceof AppError) throw next;
      const scores = next.outcome === "again" ? null : consentScores;
      await settleConsent(system, { consentId, outcome: next.outcome, heard: next.heard, scores, model: null });
      return next;
    },
  });
  system = server.contextFor({ kind: "system", job: "jobs" });
  const { userId: beaId } = await server.addUser("bea");
  const annId = beaId - 1;
  const ann = server.contextFor({ kind: "user", userId: annId, username: "ann", role: "staff" });
  const profileId = await preparedDraft(ann, system, server.dataDir);
  await changeDraft(ann, { profileId, name: "Mia" });
  return {
    ...server,
    ...{ profileId, ann, annId },
    async begin(client, changed = {}) {
      const own = client ?? (await server.connect());
      const before = own.of("consent_sentence").length;
      own.send({ type: "consent_start", profile_id: profileId, language: "en", purpose: "training", ...changed });
      await own.waitFor("consent_sentence", () => true, before + 1);
      return own;
    },
    acts: () => {
      const isConsent = like(auditLog.action, "consent.%");
      const rows = server.db.select().from(auditLog).where(isConsent).orderBy(asc(auditLog.id)).all();
      return rows.map(({ action, after }) =>
        [action, (after as { endReason?: string } | null)?.endReason].filter(Boolean).join(" "),
      );
    },
  };
}

const tone = (seconds: number, rateHz: number) =>
  Int16Array.from({ length: seconds * rateHz }, (_, index) => Math.round(9_000 * Math.sin((index * 1_200) / rateHz)));

interface Spoken {
  seconds?: number;
  /** By the server's clock, one chunk of 100 ms each. `real`: at the pace of a microphone, by the real clock. */
  paceMs?: number | "real";
  rateHz?: number;
  change?: (chunk: Outgoing, index: number) => Outgoing;
}

/** Sends sound in chunks of 100 ms. */
async function speak(
  client: ChatClient,
  { seconds = 3, paceMs = 100, rateHz = 16_000, change }: Spoken = {},
): Promise<void> {
  chunkEveryMs = paceMs === "real" ? null : paceMs;
  const startedMs = performance.now();
  for (const [index, chunk] of audioChunks(tone(seconds, rateHz), rateHz, 100, { numbered: true }).entries()) {
    if (paceMs === "real") await sleep(Math.max(0, startedMs + (index + 1) * 100 - performance.now()));
    client.send(change?.(chunk, index) ?? chunk);
  }
}

async function read(client: ChatClient, spoken: Spoken = {}): Promise<void> {
  await speak(client, spoken);
  client.send({ type: "consent_end" });
}

const filesOf = ({ dataDir, profileId }: Fixture) =>
  ["take.wav", "consent.wav"].filter((file) => existsSync(join(dataDir, "audio/profiles", String(profileId), file)));

describe("a consent that is spoken", () => {
  test.each([
    ["plain WebSocket", connectPlain],
    ["Socket.IO", connectSocketIo],
  ])("is kept as it was recorded, checked and told: %s", async (_, how) => {
    const server = await open([match]);
    const client = await server.begin(await server.connect(how));
    const [sentence] = client.of("consent_sentence");
    expect(sentence).toMatchObject({ language: "en", expires_in_ms: 300_000, attempts_left: 2 });
    expect(sentence?.text).toMatch(
      /^I agree to have my voice cloned as “Mia”, for training courses\. Today is \w+ \d+, 20\d\d, and /,
    );
    await read(client, { rateHz: 48_000, paceMs: "real" });
    expect(await client.waitFor("consent_result")).toEqual({
      type: "consent_result",
      ...{ ceremony_id: sentence?.ceremony_id, outcome: "match", reason: null, attempts_left: 0 },
      ...{ heard: match.heard, words: match.words, voice: match.voice },
    });
    expect(client.of("consent_progress").map(({ state }) => state)).toEqual(["recording", "checking"]);
    expect(filesOf(server)).toEqual(["consent.wav"]);
    const kept = decodeWav(readFileSync(join(server.dataDir, `audio/profiles/${server.profileId}/consent.wav`)));
    expect(kept.sampleRateHz).toBe(16_000);
    expect(Math.abs(kept.pcm.length - 3 * 16_000)).toBeLessThan(200);
    expect(server.db.select().from(voiceConsents).all()).toMatchObject([
      { status: "accepted", sentence: sentence?.text, purpose: "training", byUserId: server.annId, heard: match.heard },
    ]);
    expect(server.acts()).toEqual(["consent.begin", "consent.take", "consent.settle"]);
    // It is used: nothing more can be said into it.
    client.send({ type: "consent_end" });
    expect(await client.waitFor("error")).toMatchObject({ code: "consent_over" });
    client.send({ type: "consent_start", profile_id: server.profileId, purpose: "training" });
    expect(await client.waitFor("error", () => true, 2)).toMatchObject({ code: "conflict" });
  });

  test.each([
    ["unsure", unsure, ["consent.wav"], "review"],
    ["no_match", noMatch, [], "refused"],
  ])("%s: is told, and kept only where somebody has to hear it", async (outcome, found, files, status) => {
    const server = await open([found]);
    const client = await server.begin();
    await read(client);
    expect(await client.waitFor("consent_result")).toMatchObject({ outcome, attempts_left: 0 });
    expect(filesOf(server)).toEqual(files);
    expect(server.db.select().from(voiceConsents).all()).toMatchObject([{ status }]);
  });

  test("has three tries, each with another sentence; then it is over, and another may begin", async () => {
    const server = await open([again, again]);
    const client = await server.begin();
    await read(client);
    expect(await client.waitFor("consent_result")).toMatchObject({
      ...{ outcome: "again", reason: null, attempts_left: 2, voice: null },
      ...{ heard: "Something else.", words: again.words },
    });
    await client.waitFor("consent_sentence", () => true, 2);
    // The second one is wrong before anybody listens.
    await read(client, { seconds: 1 });
    expect(await client.waitFor("consent_result", () => true, 2)).toMatchObject({
      ...{ outcome: "again", reason: "too_short", attempts_left: 1, words: null },
    });
    await client.waitFor("consent_sentence", () => true, 3);
    await read(client);
    expect(await client.waitFor("consent_result", () => true, 3)).toMatchObject({
      ...{ outcome: "void", reason: "attempts", attempts_left: 0, words: again.words },
    });
    const sentences = client.of("consent_sentence");
    expect(new Set(sentences.map(({ text }) => text)).size).toBe(3);
    expect(new Set(sentences.map(({ ceremony_id }) => ceremony_id)).size).toBe(1);
    expect(sentences.map(({ attempts_left }) => attempts_left)).toEqual([2, 1, 0]);
    expect(filesOf(server)).toEqual([]);
    await server.begin(client);
    expect(server.acts()).toEqual(
      "consent.begin,consent.take,consent.again,consent.take,consent.again,consent.void attempts,consent.begin".split(
        ",",
      ),
    );
  });

  test("is over at once where the person says that they do not agree", async () => {
    const server = await open([denied]);
    const client = await server.begin();
    await read(client);
    expect(await client.waitFor("consent_result")).toMatchObject({
      outcome: "void",
      reason: "denied",
      words: denied.words,
    });
    expect(client.of("consent_sentence")).toHaveLength(1);
    expect(server.db.select().from(voiceConsents).all()).toEqual([]);
  });

  test("that can't be checked is over, and says why", async () => {
    const server = await open([new AppError("model_unavailable")]);
    const client = await server.begin();
    await read(client);
    expect(await client.waitFor("consent_result")).toMatchObject({ outcome: "void", reason: "check_failed" });
    expect(client.of("error")).toMatchObject([{ code: "model_unavailable" }]);
  });

  test("says the language's sentence; without one, the person's own language or Chinese", async () => {
    const server = await open();
    const client = await server.begin(undefined, { language: undefined, purpose: "公司尾牙" });
    expect(client.of("consent_sentence")[0]).toMatchObject({ language: "zh-TW" });
    expect(client.of("consent_sentence")[0]?.text).toMatch(
      /^我同意把我的聲音複製成「Mia」，用於公司尾牙。今天是20\d\d年\d+月\d+日，/,
    );
  });
});

describe("what is no recording of somebody who speaks", () => {
  test.each<[string, Spoken, string]>([
    ["a file sent at once", { seconds: 5, paceMs: 0 }, "not_live"],
    ["a file sent at twice the pace", { seconds: 3, paceMs: 50 }, "not_live"],
    ["a connection that stalls", { paceMs: 150 }, "not_live"],
    ["silence", { change: (chunk) => ({ ...chunk, data: Buffer.alloc(3_200).toString("base64") }) }, "silent"],
    [
      "a chunk that is missing",
      { change: (chunk, index) => ({ ...chunk, seq: index < 9 ? index : index + 1 }) },
      "out_of_order",
    ],
    ["chunks in another order", { change: (chunk, index) => ({ ...chunk, seq: index ^ 1 }) }, "out_of_order"],
    [
      "another rate in between",
      { change: (chunk, index) => ({ ...chunk, sr: index < 9 ? 16_000 : 24_000 }) },
      "rate_changed",
    ],
    ["more than a minute", { seconds: 62, paceMs: 100 }, "too_long"],
  ])("%s", async (_, spoken, reason) => {
    const server = await open();
    const client = await server.begin();
    await read(client, spoken);
    expect(await client.waitFor("consent_result")).toMatchObject({ outcome: "again", reason, words: null });
    expect(
      server.db
        .select()
        .from(jobs)
        .all()
        .filter(({ kind }) => kind === "consent_check"),
    ).toEqual([]);
    expect(filesOf(server)).toEqual([]);
  });

  test("nothing at all", async () => {
    const server = await open();
    const client = await server.begin();
    client.send({ type: "consent_end" });
    expect(await client.waitFor("consent_result")).toMatchObject({ outcome: "again", reason: "too_short" });
  });

  test("chunks that are not valid are refused one by one; the sentence waits on", async () => {
    const server = await open([match]);
    const client = await server.begin();
    client.send({ type: "audio_chunk", data: "?", sr: 16_000 });
    client.send({ type: "audio_chunk", data: "AAAA", sr: 4 });
    await client.waitFor("error", ({ code }) => code === "bad_audio", 2);
    await read(client);
    expect(await client.waitFor("consent_result")).toMatchObject({ outcome: "match" });
  });
});

describe("a consent ends", () => {
  test("when its time has run out; what is said later is dropped", async () => {
    const server = await open([], { consentLastsMs: 150 });
    const client = await server.begin();
    expect(await client.waitFor("consent_result")).toMatchObject({
      outcome: "void",
      reason: "expired",
      attempts_left: 0,
    });
    await read(client, { seconds: 0.3 });
    expect(await client.waitFor("error")).toMatchObject({ code: "consent_over" });
    expect(client.of("consent_progress")).toEqual([]);
    expect(server.acts()).toEqual(["consent.begin", "consent.void expired"]);
  });

  test("when its time runs out while it is spoken", async () => {
    const server = await open([], { consentLastsMs: 500 });
    const client = await server.begin();
    await speak(client, { seconds: 1 });
    expect(await client.waitFor("consent_result")).toMatchObject({ outcome: "void", reason: "expired" });
  });

  test("when it is cancelled; another may begin on the same connection", async () => {
    const server = await open();
    const client = await server.begin();
    client.send({ type: "consent_cancel" });
    expect(await client.waitFor("consent_result")).toMatchObject({ outcome: "void", reason: "cancelled" });
    client.send({ type: "consent_cancel" });
    await server.begin(client);
    expect(server.acts()).toEqual(["consent.begin", "consent.void cancelled", "consent.begin"]);
  });

  test("when its connection is lost before the sentence was read", async () => {
    const server = await open();
    const client = await server.begin();
    await speak(client, { seconds: 0.5 });
    client.close();
    await expect.poll(server.acts).toEqual(["consent.begin", "consent.void disconnected"]);
    expect(filesOf(server)).toEqual([]);
    // Nothing is left of it: the same person may begin two more.
    await server.begin();
    await server.begin();
  });

  test("not when its connection is lost after that: the queue has the recording", async () => {
    const server = await open();
    const client = await server.begin();
    await read(client);
    await client.waitFor("consent_progress", ({ state }) => state === "checking");
    client.close();
    const checks = () => {
      const rows = server.db.select().from(jobs).all();
      return rows.filter(({ kind }) => kind === "consent_check").map(({ state }) => state);
    };
    await expect.poll(checks).toEqual(["waiting"]);
    expect(filesOf(server)).toEqual(["take.wav"]);
    expect(server.acts()).toEqual(["consent.begin", "consent.take"]);
    // Nobody else's words can take its place meanwhile.
    const other = await server.connect();
    other.send({ type: "consent_start", profile_id: server.profileId, purpose: "training" });
    expect(await other.waitFor("error")).toMatchObject({ code: "conflict" });
  });

  test("when the server stops; a recording that is complete stays in the queue", async () => {
    const server = await open();
    const reading = await server.begin();
    const complete = await server.begin();
    await read(complete);
    await complete.waitFor("consent_progress", ({ state }) => state === "checking");
    await server.endCeremonies();
    expect(await reading.waitFor("consent_result")).toMatchObject({ outcome: "void", reason: "server_stopped" });
    expect(complete.of("consent_result")).toEqual([]);
    expect(server.acts().toSorted()).toEqual(
      "consent.begin,consent.begin,consent.take,consent.void server_stopped".split(","),
    );
    reading.send({ type: "consent_start", profile_id: server.profileId, purpose: "training" });
    expect(await reading.waitFor("error")).toMatchObject({ code: "shutting_down" });
  });

  test.each([
    [
      "its voice gets another name",
      async ({ ann, profileId }: Fixture) => changeDraft(ann, { profileId, name: "Eva" }),
    ],
    ["its voice is discarded", async ({ ann, profileId }: Fixture) => discardDraft(ann, { profileId })],
  ])("when %s meanwhile", async (_, change) => {
    const server = await open();
    const client = await server.begin();
    await change(server);
    await read(client);
    expect(await client.waitFor("consent_result")).toMatchObject({ outcome: "void", reason: "voice_changed" });
    expect(filesOf(server)).toEqual([]);
  });
});

test("no other sentence is shown for a voice that has gone", async () => {
  const server = await open();
  const client = await server.begin();
  await discardDraft(server.ann, { profileId: server.profileId });
  await read(client, { seconds: 1 });
  expect(await client.waitFor("consent_result")).toMatchObject({ outcome: "void", reason: "voice_changed" });
  expect(client.of("consent_sentence")).toHaveLength(1);
});

describe("who may", () => {
  test("other people's voices, and ids of nothing, are not found", async () => {
    const server = await open();
    const { token } = await server.addUser("eve");
    const eve = await server.connect(connectPlain, token);
    for (const [index, profileId] of [server.profileId, 12_345].entries()) {
      eve.send({ type: "consent_start", profile_id: profileId, purpose: "training" });
      await eve.waitFor("error", ({ code }) => code === "not_found", index + 1);
    }
    expect(eve.messages).toHaveLength(2);
  });

  test("two at once a person, on all connections together", async () => {
    const server = await open();
    await server.begin();
    const second = await server.begin();
    const third = await server.connect();
    third.send({ type: "consent_start", profile_id: server.profileId, purpose: "training" });
    expect(await third.waitFor("error")).toMatchObject({ code: "rate_limited" });
    second.send({ type: "consent_cancel" });
    await second.waitFor("consent_result");
    await server.begin(third);
  });

  test("many starts at once are one, and its end lets go of all of them", async () => {
    const server = await open();
    const client = await server.connect();
    for (let count = 0; count < 6; count++) {
      client.send({ type: "consent_start", profile_id: server.profileId, purpose: "training" });
    }
    await client.waitFor("error", ({ code }) => code === "conflict", 5);
    await client.waitFor("consent_sentence");
    expect(client.of("consent_sentence")).toHaveLength(1);
    client.send({ type: "consent_cancel" });
    await client.waitFor("consent_result");
    await server.begin();
    await server.begin();
  });

  test("one at a time on a connection", async () => {
    const server = await open();
    const client = await server.begin();
    client.send({ type: "consent_start", profile_id: server.profileId, purpose: "training" });
    expect(await client.waitFor("error")).toMatchObject({ code: "conflict" });
    client.send({ type: "consent_cancel" });
    await client.waitFor("consent_result", ({ reason }) => reason === "cancelled");
  });

  test("a connection has a conversation or consents, never both", async () => {
    const server = await open();
    const { client: talking } = await server.startSession();
    talking.send({ type: "consent_start", profile_id: server.profileId, purpose: "training" });
    expect(await talking.waitFor("error")).toMatchObject({ code: "conflict" });
    const consenting = await server.begin();
    for (const message of [{ type: "session_start" }, { type: "text_input", text: "Hello." }]) consenting.send(message);
    await consenting.waitFor("error", ({ code }) => code === "conflict", 2);
    expect(consenting.of("session_started")).toEqual([]);
    expect(server.manager.counts()).toEqual({ connections: 2, sessions: 1 });
  });

  test("it needs no seat", async () => {
    const server = await open([match], { maxSessions: 1 });
    await server.startSession();
    const client = await server.begin();
    await read(client);
    expect(await client.waitFor("consent_result")).toMatchObject({ outcome: "match" });
  });

  test.each([
    ["no voice", { profile_id: undefined }],
    ["a built-in voice", { profile_id: "builtin:af_heart" }],
    ["no purpose", { purpose: undefined }],
    ["a purpose of one letter", { purpose: "x" }],
    ["a long purpose", { purpose: "x".repeat(25) }],
    ["another language", { language: "fr" }],
  ])("a start with %s is not valid", async (_, changed) => {
    const server = await open();
    const client = await server.connect();
    client.send({ type: "consent_start", profile_id: server.profileId, purpose: "training", ...changed });
    expect(await client.waitFor("error")).toMatchObject({ code: "bad_message" });
  });

  test("a name that can't be read aloud in the sentence's language is refused", async () => {
    const server = await open();
    await changeDraft(server.ann, { profileId: server.profileId, name: "Ада" });
    const client = await server.connect();
    client.send({ type: "consent_start", profile_id: server.profileId, purpose: "training", language: "en" });
    expect(await client.waitFor("error")).toMatchObject({ code: "name_not_readable" });
    expect(client.of("consent_sentence")).toEqual([]);
    await changeDraft(server.ann, { profileId: server.profileId, name: "Ada" });
    await server.begin(client);
  });

  test("a purpose that can't be read aloud is refused", async () => {
    const server = await open();
    const client = await server.connect();
    const start = { type: "consent_start", profile_id: server.profileId, purpose: "尾牙", language: "en" };
    client.send(start);
    expect(await client.waitFor("error")).toMatchObject({ code: "invalid_input" });
    await server.begin(client);
  });
});
