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
import type { Timings } from "../lib/timings";

/** One row per turn. Names and columns are fixed by the contract; everything else about a turn is in `turnDetails`. */
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
    /** The voice that the turn was spoken with, as lib/voices writes it */
    voice: text("voice").notNull(),
    sttModel: text("stt_model"),
    llmModel: text("llm_model"),
    ttsModel: text("tts_model"),
    timings: text("timings", { mode: "json" }).$type<Timings>().notNull(),
    userAudioMs: integer("user_audio_ms").notNull(),
    aiAudioMs: integer("ai_audio_ms").notNull(),
    interrupted: integer("interrupted", { mode: "boolean" }).notNull(),
    errorCode: text("error_code"),
    /** The turn_id that this one corrects, if any. */
    supersedesTurnId: text("supersedes_turn_id"),
  },
  (t) => [index("turn_details_user_idx").on(t.userId), index("turn_details_supersedes_idx").on(t.supersedesTurnId)],
);

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
    /** The voice that was chosen, as lib/voices writes it; it stays while nothing here can speak with it. */
    voice: text("voice").notNull(),
    endpointPauseMs: integer("endpoint_pause_ms").notNull(),
    createdAt: integer("created_at").notNull(),
    lastSeenAt: integer("last_seen_at").notNull(),
  },
  (t) => [index("sessions_user_idx").on(t.userId)],
);

export const users = sqliteTable(
  "users",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    username: text("username").notNull(),
    passwordHash: text("password_hash").notNull(),
    role: text("role", { enum: ["staff", "qa", "admin"] }).notNull(),
    /** Raised when the password changes or the user is disabled; logins with a lower number are invalid. */
    loginEpoch: integer("login_epoch").notNull().default(0),
    disabledAt: integer("disabled_at"),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [uniqueIndex("users_username_unique").on(sql`lower(${t.username})`)],
);

/** What a person set for themselves: locale, language, mode, voice, devices. One JSON value a key. */
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

/** What the house decides for everybody, one JSON value a key; a key that nobody decided has no row. */
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

/** Logins that ended by logging out before they expired; rows are dropped once the login would have expired anyway. */
export const revokedLogins = sqliteTable("revoked_logins", {
  loginId: text("login_id").primaryKey(),
  /** Unix seconds */
  expiresAt: integer("expires_at").notNull(),
});

/**
 * Logins that were prolonged by the password: connections opened with one of them go on. Rows are dropped once the
 * prolonged login has ended too.
 */
export const renewedLogins = sqliteTable("renewed_logins", {
  loginId: text("login_id").primaryKey(),
  /** Unix seconds */
  expiresAt: integer("expires_at").notNull(),
});

/** Recordings that a row names but that were not on disk at the last start. */
export const missingRecordings = sqliteTable("missing_recordings", {
  /** Relative to the data folder, as in the row that names it. */
  path: text("path").primaryKey(),
  /** Unix seconds */
  noticedAt: integer("noticed_at").notNull(),
});

/** Administrative acts, each in its own transaction. No foreign keys: a row outlives who acted and what it is about. */
export const auditLog = sqliteTable(
  "audit_log",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    /** Unix seconds */
    at: integer("at").notNull(),
    /** Null when the system acted. */
    actorUserId: integer("actor_user_id"),
    /** What the system acted for; null for a person, and in rows from before it was noted. */
    systemJob: text("system_job"),
    /** Where the person's request came from, as the server saw it. */
    address: text("address"),
    action: text("action").notNull(),
    entity: text("entity").notNull(),
    entityId: text("entity_id").notNull(),
    /** The entity without its secret fields; `before` is null where the act made it, and in the oldest rows. */
    before: text("before", { mode: "json" }).$type<Record<string, unknown>>(),
    after: text("after", { mode: "json" }).$type<Record<string, unknown>>(),
    /** Names alone, of secret fields too. */
    changedFields: text("changed_fields", { mode: "json" }).$type<string[]>(),
  },
  (t) => [index("audit_log_at_idx").on(t.at)],
);
