import { sql } from "drizzle-orm";
import {
  blob,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import { auditOutcomes } from "../lib/audit/outcomes";
import type { JobState } from "../lib/jobs";
import type { LexiconKind, Replacement } from "../lib/lexicon";
import type { BlindChoice } from "../lib/replay/blind-choice";
import type { Expectations } from "../lib/replay/expectations";
import type { FrozenRun, ResultFacts, RunChanges, RunState } from "../lib/replay/run";
import type { Thresholds, Verdict } from "../lib/replay/verdict";
import type { Timings } from "../lib/timings";
import type { TurnCall } from "../lib/turn-calls";
import type { ConsentEndReason, ConsentScores, ConsentStatus } from "../lib/voice-profiles/consent";
import type { PreparedReference, PrintFacts, ProfileVisibility } from "../lib/voice-profiles/profile";

export * from "./schema-metrics";
export * from "./schema-personas";

/**
 * One row per turn; a conversation is the rows of one session id. The names and columns of this table and of
 * `voice_profiles` are fixed by the product's specification; everything else about a turn is in `turnDetails`.
 */
export const conversations = sqliteTable(
  "conversations",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    sessionId: text("session_id").notNull(),
    turnNumber: integer("turn_number").notNull(),
    /** Relative to the data folder; empty for a typed turn. */
    userAudioPath: text("user_audio_path").notNull(),
    userText: text("user_text").notNull(),
    aiText: text("ai_text").notNull(),
    aiAudioPath: text("ai_audio_path"),
    voiceProfileId: integer("voice_profile_id"),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
  },
  (t) => [
    unique("conversations_session_turn_unique").on(t.sessionId, t.turnNumber),
    index("idx_session_id").on(t.sessionId),
    index("idx_created_at").on(t.createdAt),
  ],
);

/** Fixed by the contract. */
export const voiceProfiles = sqliteTable(
  "voice_profiles",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    name: text("name").notNull().unique(),
    audioPath: text("audio_path").notNull(),
    /** 256 float32, little endian */
    embedding: blob("embedding", { mode: "buffer" }),
    durationSec: real("duration_sec").notNull(),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
  },
  (t) => [index("idx_voice_profile_name").on(t.name)],
);

/**
 * Everything about a voice profile that the fixed table has no column for. The row is made first, when somebody begins
 * to add a voice; until the profile is saved under the same id it is a draft.
 */
export const voiceProfileDetails = sqliteTable(
  "voice_profile_details",
  {
    /** Also the id in `voice_profiles`, and the name of the folder in audio/profiles. */
    id: integer("id").primaryKey({ autoIncrement: true }),
    /** Who brought the voice. */
    ownerUserId: integer("owner_user_id")
      .notNull()
      .references(() => users.id),
    /** The name that a draft is to be saved under; empty until somebody gives one. */
    draftName: text("draft_name").notNull().default(""),
    /** The person whose voice it is, in their own words; empty until it is said. */
    speakerName: text("speaker_name").notNull().default(""),
    language: text("language").notNull(),
    visibility: text("visibility").$type<ProfileVisibility>().notNull().default("private"),
    /** `request`: it is there for as long as one request, and nobody can go on with it afterwards. */
    origin: text("origin").$type<"page" | "request">().notNull().default("page"),
    /** The recording and the part that was kept of it; null while it is being prepared. */
    prepared: text("prepared", { mode: "json" }).$type<PreparedReference>(),
    /** SHA-256 of reference.wav, hex: what a consent is bound to. */
    referenceSha256: text("reference_sha256"),
    /** What our recogniser heard in the reference; null: nothing yet. */
    heardText: text("heard_text"),
    /** What is said in the reference: as heard, unless a person changed it. */
    text: text("text").notNull().default(""),
    textIsEdited: integer("text_is_edited", { mode: "boolean" }).notNull().default(false),
    /** What makes the voice print comparable; null: there is none. */
    print: text("print", { mode: "json" }).$type<PrintFacts>(),
    /** The voice print of a draft; a saved profile has it in `voice_profiles`. */
    draftEmbedding: blob("draft_embedding", { mode: "buffer" }),
    /** The job that prepares the reference, the newest one. */
    jobId: integer("job_id"),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [index("voice_profile_details_owner_idx").on(t.ownerUserId)],
);

/**
 * The certificates: each consent to the use of a voice, or its refusal. No foreign keys and no row is ever deleted: it
 * says what was, also when the profile has gone.
 */
export const voiceConsents = sqliteTable(
  "voice_consents",
  {
    /** Random, so that it can be printed on a certificate. */
    id: text("id").primaryKey(),
    profileId: integer("profile_id").notNull(),
    profileName: text("profile_name").notNull(),
    speakerName: text("speaker_name").notNull(),
    /** Who brought the voice, and who was logged in when the sentence was spoken or the document attached. */
    ownerUserId: integer("owner_user_id").notNull(),
    byUserId: integer("by_user_id").notNull(),
    method: text("method", { enum: ["spoken", "written"] }).notNull(),
    status: text("status").$type<ConsentStatus>().notNull(),
    language: text("language").notNull(),
    purpose: text("purpose").notNull(),
    referenceSha256: text("reference_sha256").notNull(),
    /** Spoken: the sentence that was shown, and what was heard of it. */
    sentence: text("sentence"),
    heard: text("heard"),
    scores: text("scores", { mode: "json" }).$type<ConsentScores>(),
    /** The recording of the sentence, or the document: hash, and name as it was attached. */
    evidenceSha256: text("evidence_sha256"),
    evidenceName: text("evidence_name"),
    /** The model that speaks with the voice, and its licence, when the consent was given. */
    modelName: text("model_name"),
    modelLicence: text("model_licence"),
    /** An administrator's decision, where the check could not decide. */
    decidedByUserId: integer("decided_by_user_id"),
    decisionReason: text("decision_reason"),
    decidedAt: integer("decided_at"),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
    endedAt: integer("ended_at"),
    endedByUserId: integer("ended_by_user_id"),
    endReason: text("end_reason").$type<ConsentEndReason>(),
  },
  (t) => [index("voice_consents_profile_idx").on(t.profileId)],
);

/** What people said about a trial of a voice: how much it is like its reference, 1 to 10. */
export const voiceRatings = sqliteTable(
  "voice_ratings",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    profileId: integer("profile_id")
      .notNull()
      .references(() => voiceProfiles.id, { onDelete: "cascade" }),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    /** The job that spoke the trial. */
    trialJobId: integer("trial_job_id").notNull(),
    score: integer("score").notNull(),
    mode: text("mode").notNull(),
    /** The model that spoke the trial; null where its name is not known. */
    model: text("model"),
    /** True: the person did not know which of the two sounds was the reference. */
    isBlind: integer("is_blind", { mode: "boolean" }).notNull(),
    /** Cosine of the trial's and the reference's voice prints; null where there is none. */
    similarity: real("similarity"),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("voice_ratings_trial_user_unique").on(t.trialJobId, t.userId),
    index("voice_ratings_profile_idx").on(t.profileId),
  ],
);

/** Work that somebody asked for and that survives a restart; see server/records/jobs. */
export const jobs = sqliteTable(
  "jobs",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    kind: text("kind").notNull(),
    payload: text("payload", { mode: "json" }).notNull(),
    /** The voice profile that the job is about, if any. */
    profileId: integer("profile_id"),
    state: text("state").$type<JobState>().notNull(),
    /** Who asked for it; null: the system. */
    userId: integer("user_id").references(() => users.id),
    /** 0 to 1 */
    progress: real("progress").notNull().default(0),
    attemptsMade: integer("attempts_made").notNull().default(0),
    /** The error code of the last failure, and its message for people. */
    failedCode: text("failed_code"),
    failedReason: text("failed_reason"),
    result: text("result", { mode: "json" }),
    /** Not before this time. Unix seconds, as all times here. */
    runAt: integer("run_at").notNull(),
    createdAt: integer("created_at").notNull(),
    finishedAt: integer("finished_at"),
  },
  (t) => [index("jobs_state_idx").on(t.state, t.runAt), index("jobs_profile_idx").on(t.profileId)],
);

/** Everything about a turn that the fixed table has no column for; one row per conversations row. */
export const turnDetails = sqliteTable(
  "turn_details",
  {
    conversationId: integer("conversation_id")
      .primaryKey()
      .references(() => conversations.id, { onDelete: "cascade" }),
    turnId: text("turn_id").notNull().unique(),
    userId: integer("user_id").references(() => users.id),
    language: text("language").notNull(),
    mode: text("mode").notNull(),
    /** The voice that the turn was spoken with, in the format of lib/voices. */
    voice: text("voice").notNull(),
    /** SHA-256 of the reference that the reply was spoken with, hex; null for a voice that comes with a model. */
    voiceReferenceSha256: text("voice_reference_sha256"),
    sttModel: text("stt_model"),
    llmModel: text("llm_model"),
    ttsModel: text("tts_model"),
    timings: text("timings", { mode: "json" }).$type<Timings>().notNull(),
    userAudioMs: integer("user_audio_ms").notNull(),
    aiAudioMs: integer("ai_audio_ms").notNull(),
    interrupted: integer("interrupted", { mode: "boolean" }).notNull(),
    /** Why the turn ended, in the words of lib/turn-end; this and the columns below are null in older rows. */
    endedBy: text("ended_by"),
    /** Why the model stopped writing; null also where it was not done. */
    finishReason: text("finish_reason"),
    /** Lengths of the reply in UTF-16 code units: what the model wrote, what was shown (`ai_text`), what was heard. */
    writtenChars: integer("written_chars"),
    shownChars: integer("shown_chars"),
    heardChars: integer("heard_chars"),
    errorCode: text("error_code"),
    /** The turn_id that this turn corrects, if any. */
    supersedesTurnId: text("supersedes_turn_id"),
    /** What each model call of the turn took, in the order of their ends; empty in older rows. */
    calls: text("calls", { mode: "json" }).$type<TurnCall[]>().notNull().default([]),
    /** What was recognised, before the lexicon and any correction; null where that is `user_text`, and for typed turns. */
    recognisedText: text("recognised_text"),
    /** What the lexicon changed: in the recognised words (places in the text after it) and for the voice (in `ai_text`). */
    heardReplacements: text("heard_replacements", { mode: "json" }).$type<Replacement[]>().notNull().default([]),
    saidReplacements: text("said_replacements", { mode: "json" }).$type<Replacement[]>().notNull().default([]),
    /** The version of the lexicon that the turn used; this and the columns below are null in older rows. */
    lexiconVersion: integer("lexicon_version"),
    /** The system message, in `prompts`. */
    promptSha256: text("prompt_sha256"),
    /** The version of the persona that answered, in `persona_versions`; null: the one that comes with AVATAR. */
    personaVersionId: integer("persona_version_id"),
    /** Whether the reply was to be spoken, and how fast, as a factor of the voice's own pace. */
    isSpoken: integer("is_spoken", { mode: "boolean" }),
    speechSpeed: real("speech_speed"),
  },
  (t) => [
    index("turn_details_user_idx").on(t.userId),
    index("turn_details_supersedes_idx").on(t.supersedesTurnId),
    // How many spoken turns each recogniser had is counted in it alone.
    index("turn_details_spoken_idx").on(t.sttModel, t.language, t.userAudioMs),
    // All that the history filters by: it is read in place of the rows, which are many times longer.
    index("turn_details_filter_idx").on(
      t.userId,
      t.language,
      t.voice,
      t.sttModel,
      t.llmModel,
      t.ttsModel,
      t.errorCode,
      t.interrupted,
      sql`${t.timings} ->> '$.first_audio_ms'`,
    ),
  ],
);

/**
 * What each stage of a turn took, as the dashboard counts it: whole ms, rounded up; null where it did not happen. It is
 * what the history filters by: the calls that it comes from are long.
 */
export const turnStages = sqliteTable("turn_stages", {
  conversationId: integer("conversation_id")
    .primaryKey()
    .references(() => conversations.id, { onDelete: "cascade" }),
  first_audio: integer("first_audio_ms"),
  end_to_end: integer("end_to_end_ms"),
  stt: integer("stt_ms"),
  ttft: integer("ttft_ms"),
  tts_fast: integer("tts_fast_ms"),
  endpoint: integer("endpoint_ms"),
  tts_hq: integer("tts_hq_ms"),
  end_to_end_long: integer("end_to_end_long_ms"),
});

/** One voice session; its turns are `conversations` rows with its id. */
export const sessions = sqliteTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    language: text("language").notNull(),
    mode: text("mode").notNull(),
    /** The chosen voice in the format of lib/voices; kept even while no engine here can speak with it. */
    voice: text("voice").notNull(),
    endpointPauseMs: integer("endpoint_pause_ms").notNull(),
    createdAt: integer("created_at").notNull(),
    lastSeenAt: integer("last_seen_at").notNull(),
    /** The name that a person gave the conversation; null: it goes by its first words. */
    title: text("title"),
    /** Since when it is deleted: nobody sees it any more, and the job below removes it. Unix seconds. */
    deletedAt: integer("deleted_at"),
    removalJobId: integer("removal_job_id"),
  },
  (t) => [
    index("sessions_user_idx").on(t.userId),
    index("sessions_deleted_idx").on(t.deletedAt).where(sql`${t.deletedAt} is not null`),
  ],
);

/** The system messages that turns were answered with, by their SHA-256, hex. */
export const prompts = sqliteTable("prompts", {
  sha256: text("sha256").primaryKey(),
  text: text("text").notNull(),
});

/** Each change of a turn's words by a person, oldest first; the newest text is in `conversations.user_text`. */
export const turnCorrections = sqliteTable(
  "turn_corrections",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    conversationId: integer("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    previousText: text("previous_text").notNull(),
    text: text("text").notNull(),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
  },
  (t) => [index("turn_corrections_turn_idx").on(t.conversationId)],
);

/** Thumbs: one per person and turn. */
export const turnThumbs = sqliteTable(
  "turn_thumbs",
  {
    conversationId: integer("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    thumb: text("thumb", { enum: ["up", "down"] }).notNull(),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.conversationId, t.userId] })],
);

/** What the house says about turns: misheard, slow, … A retired tag stays where it was put and can't be put again. */
export const qualityTags = sqliteTable("quality_tags", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  nameZh: text("name_zh").notNull(),
  nameEn: text("name_en").notNull(),
  /** Unix seconds */
  createdAt: integer("created_at").notNull(),
  retiredAt: integer("retired_at"),
});

export const turnTags = sqliteTable(
  "turn_tags",
  {
    conversationId: integer("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    tagId: integer("tag_id")
      .notNull()
      .references(() => qualityTags.id),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.conversationId, t.tagId] }), index("turn_tags_tag_idx").on(t.tagId)],
);

export const turnNotes = sqliteTable(
  "turn_notes",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    conversationId: integer("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    text: text("text").notNull(),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
  },
  (t) => [index("turn_notes_turn_idx").on(t.conversationId)],
);

/** Each change of the lexicon makes a version, from 1; version 0 is the empty lexicon. */
export const lexiconVersions = sqliteTable("lexicon_versions", {
  version: integer("version").primaryKey(),
  userId: integer("user_id")
    .notNull()
    .references(() => users.id),
  /** Unix seconds */
  createdAt: integer("created_at").notNull(),
});

/** An entry belongs to version v when `added_in` ≤ v < `removed_in`. Rows are never changed but for `removed_in`. */
export const lexiconEntries = sqliteTable(
  "lexicon_entries",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    kind: text("kind").$type<LexiconKind>().notNull(),
    language: text("language").notNull(),
    /** What is looked for: as it is heard, or as it is written. */
    written: text("written").notNull(),
    /** What stands for it: what was meant, or what is said. */
    becomes: text("becomes").notNull(),
    /** Zhuyin or pinyin, one syllable a character, for kind `said` in Chinese; null: as the voice reads it. */
    pronunciation: text("pronunciation"),
    addedIn: integer("added_in").notNull(),
    removedIn: integer("removed_in"),
  },
  (t) => [index("lexicon_entries_added_idx").on(t.addedIn)],
);

/** A named collection of turns that are run again. */
export const replaySets = sqliteTable(
  "replay_sets",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    name: text("name").notNull(),
    /** Each added or removed case makes a version, from 1 for the empty set. */
    version: integer("version").notNull().default(1),
    thresholds: text("thresholds", { mode: "json" }).$type<Thresholds>().notNull(),
    /** The run that others are compared with; null: the turns as they were recorded. */
    baselineRunId: integer("baseline_run_id"),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
  },
  (t) => [uniqueIndex("replay_sets_name_unique").on(sql`lower(${t.name})`)],
);

/**
 * A turn in a set; it belongs to version v when `added_in` ≤ v < `removed_in`. What people said (`context`,
 * `expected_text`, what is in results) goes with the turn; the row stays and says that its turn was deleted.
 */
export const replayCases = sqliteTable(
  "replay_cases",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    setId: integer("set_id")
      .notNull()
      .references(() => replaySets.id, { onDelete: "cascade" }),
    turnId: text("turn_id").notNull(),
    sessionId: text("session_id").notNull(),
    /** The turns before it as the model is told them, oldest first; null once the turn is deleted. */
    context: text("context", { mode: "json" }).$type<{ role: "user" | "assistant"; content: string }[]>(),
    /** What was really said, as somebody wrote it for the case; null: as the turn's newest correction says. */
    expectedText: text("expected_text"),
    expectations: text("expectations", { mode: "json" }).$type<Expectations>().notNull(),
    addedIn: integer("added_in").notNull(),
    removedIn: integer("removed_in"),
  },
  (t) => [index("replay_cases_set_idx").on(t.setId), index("replay_cases_session_idx").on(t.sessionId)],
);

/** One set, run with some things changed. */
export const replayRuns = sqliteTable(
  "replay_runs",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    setId: integer("set_id")
      .notNull()
      .references(() => replaySets.id, { onDelete: "cascade" }),
    setVersion: integer("set_version").notNull(),
    name: text("name").notNull(),
    changes: text("changes", { mode: "json" }).$type<RunChanges>().notNull(),
    /** How often each case is run. */
    repeats: integer("repeats").notNull().default(1),
    state: text("state").$type<RunState>().notNull(),
    /** What it was made with; null until it has begun. */
    frozen: text("frozen", { mode: "json" }).$type<FrozenRun>(),
    jobId: integer("job_id"),
    /** Why it failed as a whole. */
    failedCode: text("failed_code"),
    /** Made by the page for each press of the button: a second one with the same key makes no second run. */
    requestKey: text("request_key").notNull().unique(),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    /** Asked for by the command line: `user_id` is then whoever keeps the set, in whose name it speaks. */
    byProgram: integer("by_program", { mode: "boolean" }).notNull().default(false),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
    finishedAt: integer("finished_at"),
  },
  (t) => [index("replay_runs_set_idx").on(t.setId)],
);

/** One case, run once. */
export const replayResults = sqliteTable(
  "replay_results",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    runId: integer("run_id")
      .notNull()
      .references(() => replayRuns.id, { onDelete: "cascade" }),
    caseId: integer("case_id")
      .notNull()
      .references(() => replayCases.id, { onDelete: "cascade" }),
    /** From 0. */
    repeat: integer("repeat").notNull(),
    /** Texts, sound and path are null once the turn is deleted. */
    userText: text("user_text"),
    aiText: text("ai_text"),
    /** Relative to the data folder. */
    aiAudioPath: text("ai_audio_path"),
    audioBytes: integer("audio_bytes").notNull().default(0),
    facts: text("facts", { mode: "json" }).$type<ResultFacts>().notNull(),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
  },
  (t) => [uniqueIndex("replay_results_unique").on(t.runId, t.caseId, t.repeat)],
);

/** What a person decided about a case, over the thresholds. `against_run_id` 0: the turn as it was recorded. */
export const replayVerdicts = sqliteTable(
  "replay_verdicts",
  {
    runId: integer("run_id")
      .notNull()
      .references(() => replayRuns.id, { onDelete: "cascade" }),
    againstRunId: integer("against_run_id").notNull(),
    caseId: integer("case_id")
      .notNull()
      .references(() => replayCases.id, { onDelete: "cascade" }),
    verdict: text("verdict").$type<Verdict>().notNull(),
    note: text("note").notNull(),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.againstRunId, t.caseId] })],
);

/** Which reply each person preferred by its sound alone. `against_run_id` as in `replay_verdicts`. */
export const replayBlindChoices = sqliteTable(
  "replay_blind_choices",
  {
    runId: integer("run_id")
      .notNull()
      .references(() => replayRuns.id, { onDelete: "cascade" }),
    againstRunId: integer("against_run_id").notNull(),
    caseId: integer("case_id")
      .notNull()
      .references(() => replayCases.id, { onDelete: "cascade" }),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    /** The run's result that was heard, from 0. */
    repeat: integer("repeat").notNull(),
    choice: text("choice").$type<BlindChoice>().notNull(),
    /** Unix seconds */
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.againstRunId, t.caseId, t.userId] })],
);

/** Model servers that an administrator listed for replays, beside those that people talk with. */
export const candidateServers = sqliteTable("candidate_servers", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  role: text("role", { enum: ["stt", "llm"] }).notNull(),
  name: text("name").notNull(),
  /** OpenAI-compatible base URL, ending in /v1. */
  url: text("url").notNull(),
  /** The model's name there; null: its only one. */
  model: text("model"),
  /** Unix seconds */
  createdAt: integer("created_at").notNull(),
  removedAt: integer("removed_at"),
});

export const users = sqliteTable(
  "users",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    username: text("username").notNull(),
    passwordHash: text("password_hash").notNull(),
    role: text("role", { enum: ["staff", "qa", "admin"] }).notNull(),
    /** Somebody else made the password up: until the person chooses one, nothing else can be done with it. */
    passwordIsTemporary: integer("password_is_temporary", { mode: "boolean" }).notNull().default(false),
    /** Raised when the password changes or the user is disabled; a login is valid only with the current number. */
    loginEpoch: integer("login_epoch").notNull().default(0),
    /** The one older login that stays valid: where the person changed the password, or logged out everywhere else. */
    keptLoginId: text("kept_login_id"),
    disabledAt: integer("disabled_at"),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [uniqueIndex("users_username_unique").on(sql`lower(${t.username})`)],
);

/** A person's own settings: locale, language, mode, voice, devices. One JSON value per key. */
export const userSettings = sqliteTable(
  "user_settings",
  {
    userId: integer("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    key: text("key").notNull(),
    value: text("value", { mode: "json" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] })],
);

/** The house's settings for everybody, one JSON value per key; a key without a decision has no row. */
export const houseSettings = sqliteTable("house_settings", {
  key: text("key").primaryKey(),
  value: text("value", { mode: "json" }).notNull(),
});

export const apiTokens = sqliteTable(
  "api_tokens",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** SHA-256 of the token, hex: the token has 256 random bits, so a slow hash adds nothing. */
    tokenHash: text("token_hash").notNull().unique(),
    createdAt: integer("created_at").notNull(),
    lastUsedAt: integer("last_used_at"),
    revokedAt: integer("revoked_at"),
  },
  (t) => [index("api_tokens_user_idx").on(t.userId)],
);

/** Logins ended by logging out before they expired; a row is dropped once the login would have expired anyway. */
export const revokedLogins = sqliteTable("revoked_logins", {
  loginId: text("login_id").primaryKey(),
  /** Unix seconds */
  expiresAt: integer("expires_at").notNull(),
});

/**
 * Logins renewed with the password: connections opened with them stay open. A row is dropped once the renewed login has
 * ended too.
 */
export const renewedLogins = sqliteTable("renewed_logins", {
  loginId: text("login_id").primaryKey(),
  /** Unix seconds */
  expiresAt: integer("expires_at").notNull(),
});

/**
 * The logins that have not ended, so that people recognise theirs. Whether a login is valid is decided by its cookie and
 * the user's row alone: a full disk, where no row can be added, locks nobody out.
 */
export const logins = sqliteTable(
  "logins",
  {
    loginId: text("login_id").primaryKey(),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** As the browser called itself; null where the name is not one we know. */
    browser: text("browser"),
    system: text("system"),
    /** Where the password was entered. */
    address: text("address").notNull(),
    /** Unix seconds, as the two below */
    createdAt: integer("created_at").notNull(),
    lastSeenAt: integer("last_seen_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (t) => [index("logins_user_idx").on(t.userId)],
);

/** Recordings that a row names but that were not on disk at the last start. */
export const missingRecordings = sqliteTable("missing_recordings", {
  /** Relative to the data folder, as in the row that names it. */
  path: text("path").primaryKey(),
  /** Unix seconds */
  noticedAt: integer("noticed_at").notNull(),
});

/**
 * Administrative acts and looks at what others said, allowed and refused; see server/records/audit.ts. No foreign keys:
 * a row outlives the user who acted and the entity. Triggers in the migrations let nothing but the two columns at the
 * end change, and no row of the last 90 days go.
 */
export const auditLog = sqliteTable(
  "audit_log",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    /** Unix seconds */
    at: integer("at").notNull(),
    /** Null when the system acted, and for a refused login. */
    actorUserId: integer("actor_user_id"),
    /** The system's job; null for a person, and in rows from before this column existed. */
    systemJob: text("system_job"),
    /** The address of the person's request, as the server saw it. */
    address: text("address"),
    action: text("action").notNull(),
    entity: text("entity").notNull(),
    entityId: text("entity_id").notNull(),
    /** The fields of the entity that lib/audit/kept-fields names; `before` is null when the act created it. */
    before: text("before", { mode: "json" }).$type<Record<string, unknown>>(),
    after: text("after", { mode: "json" }).$type<Record<string, unknown>>(),
    /** Only the names of changed fields, including those that are left out above. */
    changedFields: text("changed_fields", { mode: "json" }).$type<string[]>(),
    /** Whose account or words it is about, when it is somebody's; null in older rows. */
    subjectUserId: integer("subject_user_id"),
    outcome: text("outcome", { enum: auditOutcomes }).notNull().default("allowed"),
    /** The error code of a refusal. */
    reason: text("reason"),
    /** How often the same was done within the row's ten minutes, and when it was done last; null: once. */
    times: integer("times").notNull().default(1),
    lastAt: integer("last_at"),
  },
  (t) => [
    index("audit_log_at_idx").on(t.at),
    index("audit_log_entity_idx").on(t.entity, t.entityId),
    index("audit_log_actor_idx").on(t.actorUserId),
    index("audit_log_subject_idx").on(t.subjectUserId),
    index("audit_log_action_idx").on(t.action),
  ],
);

export * from "./schema-alerts";
export * from "./schema-devices";
