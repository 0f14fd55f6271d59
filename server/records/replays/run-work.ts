import { and, asc, eq, inArray, isNull, or } from "drizzle-orm";
import {
  conversations,
  jobs,
  prompts,
  replayCases,
  replayResults,
  replayRuns,
  turnDetails,
} from "../../../drizzle/schema";
import { type ErrorCode, errorCodeOf } from "../../../lib/errors";
import { type Language, languageSchema, type SpeechMode, speechModeSchema } from "../../../lib/languages";
import type { Lexicon } from "../../../lib/lexicon";
import type { FrozenRun, ResultFacts, RunChanges, RunWait } from "../../../lib/replay/run";
import { parseVoiceId, type VoiceId } from "../../../lib/voices";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { lexiconIn } from "../lexicon/read-lexicon";
import { keepPrompt } from "../turns/keep-prompt";
import { type ReferenceVoice, referenceOf, usableVoice, usableVoiceFor } from "../voice-profiles/resolve";
import { isReadable } from "./readable-case";
import { type ResultKey, removeResultSounds, writeResultSound } from "./result-files";
import { inVersion } from "./set-rows";

/** A run that goes on, and what of it is not done yet, in the order of the cases. */
export interface RunWork {
  runId: number;
  changes: RunChanges;
  todo: Omit<ResultKey, "runId">[];
}

/** Begins a run or goes on with it; null when it is gone or was cancelled. */
export async function beginRun(ctx: RecordsContext, runId: number): Promise<RunWork | null> {
  authorise(ctx.actor, "job:run");
  return ctx.db.write((tx) => {
    const run = tx.select().from(replayRuns).where(eq(replayRuns.id, runId)).get();
    if (!run || (run.state !== "waiting" && run.state !== "running")) return null;
    tx.update(replayRuns).set({ state: "running" }).where(eq(replayRuns.id, runId)).run();
    const cases = tx
      .select({ id: replayCases.id })
      .from(replayCases)
      .where(inVersion(run.setId, run.setVersion))
      .orderBy(asc(replayCases.id))
      .all();
    const made = tx
      .select({ caseId: replayResults.caseId, repeat: replayResults.repeat })
      .from(replayResults)
      .where(eq(replayResults.runId, runId))
      .all();
    const done = new Set(made.map(({ caseId, repeat }) => `${caseId} ${repeat}`));
    const all = Array.from({ length: run.repeats }, (_, repeat) =>
      cases.map(({ id }) => ({ caseId: id, repeat })),
    ).flat();
    const todo = all.filter(({ caseId, repeat }) => !done.has(`${caseId} ${repeat}`));
    return { runId, changes: run.changes, todo };
  });
}

/** Says why a run does not go on just now, as its job's result so far; null: it does. */
export async function setRunWait(ctx: RecordsContext, runId: number, waitsFor: RunWait | null): Promise<void> {
  authorise(ctx.actor, "job:run");
  await ctx.db.write((tx) => {
    const run = tx.select().from(replayRuns).where(eq(replayRuns.id, runId)).get();
    if (run?.state !== "running" || run.jobId === null) return;
    const isActive = and(eq(jobs.id, run.jobId), eq(jobs.state, "active"));
    tx.update(jobs).set({ result: { waitsFor } }).where(isActive).run();
  });
}

/** All that is needed to say a turn again, with the run's changes in place of what was recorded. */
export interface CaseWork {
  language: Language;
  mode: SpeechMode;
  /** The chosen voice first, then the recorded one: what the first can't speak for want of the language, the next does. */
  voices: CaseVoice[];
  isSpoken: boolean;
  speed: number | null;
  said: { kind: "speech"; path: string } | { kind: "text"; text: string };
  history: { role: "user" | "assistant"; content: string }[];
  /** Null: the house's own, because the turn is older than its record. */
  systemPrompt: string | null;
  temperature: number | null;
  seed: number | null;
  lexicon: Lexicon;
}

export interface CaseVoice {
  voice: VoiceId;
  /** Of a voice that somebody brought. */
  reference: ReferenceVoice | null;
}

/** Reads one case, or says why it can't be run. */
export async function findCaseWork(
  ctx: RecordsContext,
  { runId, caseId }: Pick<ResultKey, "runId" | "caseId">,
): Promise<CaseWork | NonNullable<ResultFacts["missing"]>> {
  authorise(ctx.actor, "job:run");
  return ctx.db.read((tx) => {
    const run = tx.select().from(replayRuns).where(eq(replayRuns.id, runId)).get();
    const row = tx
      .select({ replayCase: replayCases, turn: conversations, details: turnDetails })
      .from(replayCases)
      .innerJoin(turnDetails, eq(turnDetails.turnId, replayCases.turnId))
      .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
      .where(and(eq(replayCases.id, caseId), isReadable()))
      .get();
    if (!run || !row) return "turn_deleted";
    const { changes, userId } = run;
    const { replayCase, turn, details } = row;
    const language = languageSchema.parse(details.language);
    const chosen = changes.voice === undefined ? [] : [voiceOf(ctx, tx, changes.voice, userId)];
    if (chosen.includes(null)) return "voice_gone";
    const voices = [...chosen, voiceOf(ctx, tx, details.voice, null)].filter((voice) => voice !== null);
    const systemPrompt = promptOf(tx, changes.systemPrompt?.[language], details.promptSha256);
    if (systemPrompt === undefined) return "prompt_gone";
    const reply = details.calls.find(({ call }) => call === "reply");
    return {
      language,
      voices,
      mode: changes.mode ?? speechModeSchema.parse(details.mode),
      isSpoken: details.isSpoken ?? turn.aiAudioPath !== null,
      speed: details.speechSpeed,
      said:
        turn.userAudioPath === ""
          ? { kind: "text", text: turn.userText }
          : { kind: "speech", path: ctx.recordings.resolve(turn.userAudioPath) },
      history: replayCase.context ?? [],
      systemPrompt,
      temperature: changes.temperature ?? reply?.temperature ?? null,
      seed: changes.seed ?? reply?.seed ?? null,
      lexicon: lexiconIn(tx, changes.lexiconVersion ?? details.lexiconVersion ?? 0),
    };
  });
}

/** Undefined: the system message that was used is not kept. */
function promptOf(tx: Transaction, changed: string | undefined, recorded: string | null): string | null | undefined {
  if (changed !== undefined) return changed;
  if (recorded === null) return null;
  return tx.select().from(prompts).where(eq(prompts.sha256, recorded)).get()?.text;
}

/**
 * Null for a voice that has no consent any more, or that the person may not choose. `chosenBy` null: nobody chose it, it
 * was recorded.
 */
function voiceOf(ctx: RecordsContext, tx: Transaction, text: string, chosenBy: number | null): CaseVoice | null {
  const voice = parseVoiceId(text);
  if (voice?.kind !== "profile") return voice && { voice, reference: null };
  try {
    const rows = chosenBy === null ? usableVoice(tx, voice.profileId) : usableVoiceFor(tx, chosenBy, voice.profileId);
    return rows && { voice, reference: referenceOf(ctx, rows) };
  } catch (error) {
    if (errorCodeOf(error) === "profile_not_ready") return null;
    throw error;
  }
}

export interface CaseResult {
  userText: string | null;
  aiText: string | null;
  /** int16 mono 24 kHz; null: nothing was spoken. */
  pcm: Int16Array | null;
  facts: ResultFacts;
  /** The system message that was used. */
  systemPrompt: string | null;
}

/**
 * Keeps one result: its sound first, then its row, once. Of a turn that was deleted meanwhile nothing that people said is
 * kept. False: the run is gone or was cancelled.
 */
export async function storeResult(ctx: RecordsContext, key: ResultKey, result: CaseResult): Promise<boolean> {
  authorise(ctx.actor, "job:run");
  const sound = result.pcm?.length ? await writeResultSound(ctx, key, result.pcm) : null;
  const isKept = await ctx.db.write((tx) => {
    const run = tx.select().from(replayRuns).where(eq(replayRuns.id, key.runId)).get();
    const itsCase = tx.select({ isThere: isReadable() }).from(replayCases).where(eq(replayCases.id, key.caseId)).get();
    if (run?.state !== "running" || !itsCase) return { row: false, sound: false };
    const isDeleted = !itsCase.isThere;
    const facts: ResultFacts = isDeleted ? withoutWords(result.facts) : result.facts;
    const kept = isDeleted || !sound ? null : sound;
    const row = {
      ...key,
      userText: isDeleted ? null : result.userText,
      aiText: isDeleted ? null : result.aiText,
      aiAudioPath: kept?.path ?? null,
      audioBytes: kept?.bytes ?? 0,
      facts,
      createdAt: ctx.nowS(),
    };
    tx.insert(replayResults).values(row).onConflictDoNothing().run();
    if (result.systemPrompt !== null) keepPrompt(tx, result.systemPrompt);
    // A run that comes forward is never given up, however often its server ends.
    if (run.jobId !== null) tx.update(jobs).set({ attemptsMade: 1 }).where(eq(jobs.id, run.jobId)).run();
    return { row: true, sound: kept !== null };
  });
  if (sound && !isKept.sound) await removeResultSounds(ctx, [sound.path]);
  return isKept.row;
}

function withoutWords(facts: ResultFacts): ResultFacts {
  return {
    ...facts,
    outcome: "unavailable",
    missing: "turn_deleted",
    recognisedText: null,
    heardReplacements: [],
    saidReplacements: [],
  };
}

/** What a run was made with that its results do not say. */
export interface RunMakers {
  appVersion: string;
  /** SHA-256 of a model's files, where they are here. */
  modelSha256: (model: string) => string | null;
  /** The name of the listed server that was asked instead of the house's own. */
  servers: Partial<Record<"stt" | "llm", string>>;
}

/** A run whose cases all have their results is done, and never changes again. */
export async function finishRun(ctx: RecordsContext, runId: number, makers: RunMakers): Promise<void> {
  authorise(ctx.actor, "job:run");
  await ctx.db.write((tx) => {
    const run = tx.select().from(replayRuns).where(eq(replayRuns.id, runId)).get();
    if (run?.state !== "running") return;
    const results = tx
      .select({ facts: replayResults.facts })
      .from(replayResults)
      .where(eq(replayResults.runId, runId))
      .all();
    const frozen = frozenOf(
      results.map(({ facts }) => facts),
      run.changes,
      makers,
    );
    const done = { state: "done", frozen, finishedAt: ctx.nowS() } as const;
    tx.update(replayRuns).set(done).where(eq(replayRuns.id, runId)).run();
  });
}

function frozenOf(
  facts: ResultFacts[],
  changes: RunChanges,
  { appVersion, modelSha256, servers }: RunMakers,
): FrozenRun {
  const each = <T>(values: (T | null)[]) => [...new Set(values)].filter((value): value is T & {} => value !== null);
  const models = (["stt", "llm", "tts"] as const).flatMap((role) =>
    each(facts.map((fact) => fact.models[role])).map((model) => ({
      role,
      model,
      sha256: modelSha256(model),
      server: (role !== "tts" && servers[role]) || null,
    })),
  );
  const voices = new Map(facts.map((fact) => [fact.voice, fact.voiceReferenceSha256]));
  return {
    appVersion,
    models,
    promptSha256: each(facts.map((fact) => fact.promptSha256)),
    voices: [...voices].flatMap(([voice, referenceSha256]) => (voice === null ? [] : [{ voice, referenceSha256 }])),
    lexiconVersions: each(facts.map((fact) => fact.lexiconVersion)),
    temperature: changes.temperature ?? null,
    seed: changes.seed ?? null,
  };
}

/** The run can't go on at all. */
export async function failRun(ctx: RecordsContext, runId: number, failedCode: ErrorCode): Promise<void> {
  authorise(ctx.actor, "job:run");
  const goesOn = and(eq(replayRuns.id, runId), inArray(replayRuns.state, ["waiting", "running"]));
  const failed = { state: "failed", failedCode, finishedAt: ctx.nowS() } as const;
  await ctx.db.write((tx) => tx.update(replayRuns).set(failed).where(goesOn).run());
}

/** Ends runs whose job was given up, because it took the server down too often. Called at the start. */
export async function failLostRuns(ctx: RecordsContext): Promise<void> {
  authorise(ctx.actor, "job:run");
  const lost = await ctx.db.read((tx) =>
    tx
      .select({ runId: replayRuns.id })
      .from(replayRuns)
      .leftJoin(jobs, eq(jobs.id, replayRuns.jobId))
      .where(
        and(
          inArray(replayRuns.state, ["waiting", "running"]),
          or(isNull(jobs.id), inArray(jobs.state, ["failed", "completed"])),
        ),
      )
      .all(),
  );
  for (const { runId } of lost) await failRun(ctx, runId, "internal");
}
