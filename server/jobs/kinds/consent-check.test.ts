import { createHash, randomUUID } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { voiceConsents } from "../../../drizzle/schema";
import { encodeWav } from "../../../lib/audio/wav";
import type { CheckedTake } from "../../../lib/consent/result";
import { AppError } from "../../../lib/errors";
import type { Language } from "../../../lib/languages";
import type { SpeakerEngine, SpeechToText } from "../../inference/contract";
import { createSpeakerEngine } from "../../inference/engines/embedded/speaker/embedded-speaker";
import { createEmbeddedStt } from "../../inference/engines/embedded/stt/embedded-stt";
import { cpuThreads, installedStore as store } from "../../inference/engines/embedded/testing/installed-store";
import { type SpokenSentence, spokenSentences } from "../../inference/engines/testing/spoken-audio";
import { createLeaseBroker } from "../../inference/scheduling/lease-broker";
import { silentLogger } from "../../platform/observability/logger";
import { storeTake } from "../../records/consents/ceremony";
import { maxAttempts, takeJob } from "../../records/jobs/work";
import { openTestDb } from "../../records/testing/test-db";
import { prepareDraft, uploadedFile } from "../../records/testing/voice-input";
import { beginDraft } from "../../records/voice-profiles/begin-draft";
import { changeDraft } from "../../records/voice-profiles/change-draft";
import { profileFile } from "../../records/voice-profiles/profile-files";
import { type ConsentCheckDependencies, createConsentCheck } from "./consent-check";

/** Two embedded voices are the two persons. Each language's are far apart; others are not (docs/consent.md). */
const people = {
  en: {
    own: "af_heart",
    other: "am_michael",
    name: "Mia",
    reference: "The library opens at nine, and the garden behind it is free for everybody who lives in this town.",
    sentence:
      "I agree to have my voice cloned as “Mia”, for customer service. Today is November 29, 2026, and the baker is painting a yellow boat in the garden.",
    said: "I agree to have my voice cloned as Mia, for customer service. Today is November twenty-ninth, twenty twenty-six, and the baker is painting a yellow boat in the garden.",
  },
  "zh-TW": {
    own: "zf_xiaobei",
    other: "zm_yunjian",
    name: "小雅",
    reference: "圖書館早上九點開門，後面的花園歡迎每一位住在這個城市的朋友來散步。",
    sentence: "我同意把我的聲音複製成「小雅」，用於客戶服務。今天是2026年11月29日，傍晚奶奶在湖邊騎腳踏車。",
    said: "我同意把我的聲音複製成小雅，用於客戶服務。今天是二零二六年十一月二十九日，傍晚奶奶在湖邊騎腳踏車。",
  },
} as const;

let stt: SpeechToText;
let speaker: SpeakerEngine;
beforeAll(async () => {
  stt = createEmbeddedStt({ store, cpuThreads, logger: silentLogger });
  speaker = createSpeakerEngine({ store, logger: silentLogger });
  await stt.start();
});
afterAll(async () => {
  await Promise.all([stt.close(), speaker.close()]);
});

const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now: () => performance.now() });
const tts = {
  canClone: () => true,
  models: () => [{ model: "f5", name: "F5-TTS", licence: "CC-BY-NC-4.0", languages: ["en", "zh-TW"], state: "ready" }],
} as unknown as ConsentCheckDependencies["tts"];

const wavOf = ({ pcm, sampleRateHz }: SpokenSentence) => encodeWav(pcm, sampleRateHz);
async function spoken(text: string, language: Language, voice: string): Promise<Uint8Array> {
  const [sentence] = await spokenSentences([text], language, voice);
  if (!sentence) throw new Error("Nothing was spoken.");
  return wavOf(sentence);
}

interface Fixture {
  language?: Language;
  /** What is said, and by whom. */
  said?: string;
  voice?: string;
  over?: Partial<ConsentCheckDependencies>;
}

/** A consent whose recording waits for its check. */
async function fixture({ language = "en", said, voice, over = {} }: Fixture = {}) {
  const person = people[language];
  const opened = openTestDb();
  const ada = opened.as(await opened.person("ada"));
  const system = opened.as({ kind: "system", job: "jobs" });
  await beginDraft(ada, { language, uploadPath: uploadedFile(opened.dataDir) });
  const reference = await spoken(person.reference, language, person.own);
  const profileId = await prepareDraft(system, { wav: reference });
  await changeDraft(ada, { profileId, name: person.name });
  const consentId = randomUUID();
  await storeTake(ada, {
    ...{ profileId, ceremonyId: "ceremony", consentId, language, purpose: "customer_service" },
    ...{ sentence: person.sentence, voiceName: person.name },
    referenceSha256: createHash("sha256").update(reference).digest("hex"),
    take: await spoken(said ?? person.said, language, voice ?? person.own),
  });
  const told: [string, CheckedTake][] = [];
  const handler = createConsentCheck({
    ...{ stt, tts, speaker, leases, logger: silentLogger },
    onChecked: (id, checked) => told.push([id, checked]),
    ...over,
  });
  const job = await takeJob(system, ["reference", "voice_trial", "voice_removal"]);
  if (job?.kind !== "consent_check") throw new Error("No check waits.");
  const signal = new AbortController().signal;
  const run = (attemptsMade = 1) =>
    handler({ job: { ...job, attemptsMade }, ctx: system, signal, progress: () => undefined });
  const rows = () => opened.db.select().from(voiceConsents).all();
  const files = () =>
    (["take.wav", "consent.wav"] as const).filter((file) => existsSync(profileFile(ada, profileId, file)));
  return { ...opened, ada, profileId, consentId, told, run, rows, files };
}

describe.each(["en", "zh-TW"] as const)("%s", (language) => {
  test("the person of the reference says the sentence: it matches", async () => {
    const { run, rows, files, told, consentId } = await fixture({ language });
    expect(await run()).toEqual({ outcome: "match" });
    expect(told).toMatchObject([[consentId, { outcome: "match", words: { answer: "yes", isDenied: false } }]]);
    expect(files()).toEqual(["consent.wav"]);
    const [row] = rows();
    expect(row).toMatchObject({ status: "accepted", modelName: "F5-TTS", modelLicence: "CC-BY-NC-4.0" });
    expect(row?.scores).toMatchObject({ speakerAnswer: "match", speakerReason: "at_least_match_limit" });
    expect(row?.scores?.speakerScore).toBeGreaterThan(0.9);
    expect(row?.scores?.wordsError).toBeLessThan(0.15);
    expect(row?.heard).not.toBe("");
  });

  test("another person says it: no match, and nothing of it is kept but the scores", async () => {
    const { run, rows, files, told } = await fixture({ language, voice: people[language].other });
    expect(await run()).toEqual({ outcome: "no_match" });
    expect(told[0]?.[1].voice?.score).toBeLessThan(0.7);
    expect(rows()).toMatchObject([{ status: "refused", scores: { speakerAnswer: "no_match" } }]);
    expect(files()).toEqual([]);
  });

  test("the person says something else: again, and the voices are not compared", async () => {
    const { run, rows, files, told } = await fixture({ language, said: people[language].reference });
    expect(await run()).toEqual({ outcome: "again" });
    expect(told[0]?.[1]).toMatchObject({ words: { answer: "no" }, voice: null });
    expect([rows(), files()]).toEqual([[], []]);
  });
});

/** A recogniser that hears these words. */
const hearing = (text: string, other?: string): SpeechToText =>
  ({
    ...stt,
    async *transcribe() {
      yield { text, isFinal: true, isJudged: true };
    },
    second: () => (other === undefined ? null : { ...hearing(other), model: "other" }),
  }) as SpeechToText;

test.each([
  ["one recogniser", () => hearing("I do not agree to have my voice cloned as Mia.")],
  ["the other", () => hearing("I agree.", people.en.said.replace("agree", "don't agree"))],
])("a denial that %s hears is one", async (_, recogniser) => {
  const { run, told, rows } = await fixture({ over: { stt: recogniser() } });
  expect(await run()).toEqual({ outcome: "again" });
  expect(told[0]?.[1].words).toMatchObject({ answer: "no", isDenied: true });
  expect(rows()).toEqual([]);
});

test("the recogniser that understood best counts", async () => {
  const { run, told } = await fixture({ over: { stt: hearing("I agree to have", people.en.said) } });
  expect(await run()).toEqual({ outcome: "match" });
  expect(told[0]?.[1].heard).toBe(people.en.said);
});

test.each(["take.wav", "reference.wav"] as const)("%s that was changed on disk is not judged", async (file) => {
  const { run, rows, ada, profileId, told } = await fixture({ over: { stt: hearing(people.en.said) } });
  writeFileSync(profileFile(ada, profileId, file), await spoken(people.en.reference, "en", people.en.other));
  await expect(run()).rejects.toMatchObject({ code: "conflict" });
  // Nothing stands in the way of another consent.
  expect([rows(), told]).toEqual([[], []]);
});

test("while no model can compare the voices it waits; after the last try nothing is kept", async () => {
  const embed = () => Promise.reject(new AppError("model_unavailable"));
  const { run, rows, files } = await fixture({
    over: { stt: hearing(people.en.said), speaker: { ...speaker, embed } },
  });
  await expect(run(1)).rejects.toMatchObject({ code: "model_unavailable" });
  expect(rows()).toMatchObject([{ status: "checking" }]);
  expect(files()).toEqual(["take.wav"]);
  await expect(run(maxAttempts)).rejects.toMatchObject({ code: "model_unavailable" });
  expect([rows(), files()]).toEqual([[], []]);
});

test("a consent whose voice has gone is not checked any more", async () => {
  const { run, db } = await fixture();
  db.delete(voiceConsents).run();
  expect(await run()).toBeNull();
});

test.each([
  ["match", people.en.said],
  ["again", people.en.reference],
])("a voice that ended during its check is told of to nobody: %s", async (_, text) => {
  let end = () => {};
  const ending: SpeechToText = {
    ...hearing(text),
    async *transcribe() {
      end();
      yield { text, isFinal: true, isJudged: true };
    },
  } as SpeechToText;
  const { run, db, told } = await fixture({ over: { stt: ending } });
  end = () => db.delete(voiceConsents).run();
  expect(await run()).toBeNull();
  expect(told).toEqual([]);
});
