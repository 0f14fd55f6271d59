import { z } from "zod";
import { alertTargetsSchema, defaultAlertTargets } from "../../../lib/alerts/targets";
import { auditKeepDaysSchema, defaultAuditKeepDays } from "../../../lib/audit/keep-days";
import { greetingSchema } from "../../../lib/greeting";
import { type Language, languageSchema } from "../../../lib/languages";
import { type DecidedLimits, limitNames, limitSchemas } from "../../../lib/limits";
import { defaultReplyLimits, type ReplyLimits, replyTokensSchema } from "../../../lib/reply-limits";
import { defaultStarterPrompts, type StarterPrompts, starterPromptsSchema } from "../../../lib/starter-prompts";
import { builtinVoiceNameSchema } from "../../../lib/voices";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { createHouseSettings } from "./house-settings";

/** What the house decides for everybody. */
export const house = createHouseSettings({
  /** The longest reply to what was said, in tokens. */
  spokenReplyTokens: replyTokensSchema.default(defaultReplyLimits.spokenTokens),
  /** The longest reply to what was typed, in tokens. */
  typedReplyTokens: replyTokensSchema.default(defaultReplyLimits.typedTokens),
  /** The headline of an empty conversation in Chinese; null: the one that comes with AVATAR. */
  greetingZh: greetingSchema.nullable().default(null),
  /** The same in English. */
  greetingEn: greetingSchema.nullable().default(null),
  /** The language of conversations for whoever has not spoken or chosen yet; null: that of their pages. */
  defaultLanguage: languageSchema.nullable().default(null),
  /** What an empty conversation in Chinese offers to begin with. */
  starterPromptsZh: starterPromptsSchema.default(defaultStarterPrompts["zh-TW"]),
  /** The same in English. */
  starterPromptsEn: starterPromptsSchema.default(defaultStarterPrompts.en),
  /** The version of a persona that answers everybody, of all versions; null: the one that comes with AVATAR. */
  personaVersion: z.number().int().positive().nullable().default(null),
  /** The voice profile that speaks Chinese to whoever chose no voice; null: a voice that comes with the model. */
  voiceProfileZh: z.number().int().positive().nullable().default(null),
  /** The same for English. */
  voiceProfileEn: z.number().int().positive().nullable().default(null),
  /** Limits; null: as the server was started (lib/limits). */
  maxSessions: limitSchemas.maxSessions.nullable().default(null),
  idleMinutes: limitSchemas.idleMinutes.nullable().default(null),
  turnsPerMinute: limitSchemas.turnsPerMinute.nullable().default(null),
  socketsPerPerson: limitSchemas.socketsPerPerson.nullable().default(null),
  /** From where on an administrator is told. */
  alertTargets: alertTargetsSchema.default(defaultAlertTargets),
  /** How long the rows of the audit log are kept, days. */
  auditKeepDays: auditKeepDaysSchema.default(defaultAuditKeepDays),
  /** Where there is no such profile: the voice that comes with the model; null: its first one. */
  builtinVoiceZh: builtinVoiceNameSchema.nullable().default(null),
  /** The same for English. */
  builtinVoiceEn: builtinVoiceNameSchema.nullable().default(null),
});
export type HouseKey = Awaited<ReturnType<typeof house.list>>[number]["key"];

/** How long replies may be now. Everybody who may talk may know it. */
export async function readReplyLimits(ctx: RecordsContext): Promise<ReplyLimits> {
  authorise(ctx.actor, "chat:use");
  return ctx.db.read((tx) => ({
    spokenTokens: house.valueIn(tx, "spokenReplyTokens"),
    typedTokens: house.valueIn(tx, "typedReplyTokens"),
  }));
}

/** How a conversation begins now, in each language. Everybody who may talk may know it. */
export async function readBeginning(ctx: RecordsContext): Promise<Beginning> {
  authorise(ctx.actor, "chat:use");
  return ctx.db.read((tx) => ({
    language: house.valueIn(tx, "defaultLanguage"),
    greetings: { "zh-TW": house.valueIn(tx, "greetingZh"), en: house.valueIn(tx, "greetingEn") },
    starterPrompts: {
      "zh-TW": house.valueIn(tx, "starterPromptsZh"),
      en: house.valueIn(tx, "starterPromptsEn"),
    },
  }));
}

export interface Beginning {
  /** Null: that of the person's pages. */
  language: Language | null;
  /** Null: the one that comes with AVATAR. */
  greetings: Readonly<Record<Language, string | null>>;
  starterPrompts: StarterPrompts;
}

/** The limits that the house has decided; what the environment says holds before them. */
export async function readDecidedLimits(ctx: RecordsContext): Promise<DecidedLimits> {
  authorise(ctx.actor, "settings:manage_house");
  return ctx.db.read(
    (tx) => Object.fromEntries(limitNames.map((name) => [name, house.valueIn(tx, name)])) as DecidedLimits,
  );
}
