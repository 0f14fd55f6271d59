import { z } from "zod";
import { languageSchema } from "./languages";
import { maxQueryChars } from "./search-query";
import { keptStages } from "./service-levels";
import { textSchema } from "./text";

/** As addresses have it, or already read. */
const switchedOn = z.union([z.literal("1"), z.literal(true)]).transform(() => true as const);
const unixSeconds = z.coerce.number().int().min(0).max(9_999_999_999);

/**
 * Which conversations, and which of their turns: a conversation is listed when one of its turns fulfils all of it. The
 * names are those in addresses; days are Unix seconds here, because a day is the reader's own.
 */
export const historyFilterSchema = z.object({
  /** Words that the turn must all contain. */
  q: textSchema.max(maxQueryChars).default(""),
  /** A user's name. */
  person: textSchema.max(64).optional(),
  /** [from, to) */
  from: unixSeconds.optional(),
  to: unixSeconds.optional(),
  /** As lib/voices writes it. */
  voice: textSchema.max(100).optional(),
  language: languageSchema.optional(),
  /** Any of the turn's three models. */
  model: textSchema.max(200).optional(),
  rating: z.enum(["up", "down"]).optional(),
  tag: z.coerce.number().int().positive().optional(),
  errors: switchedOn.optional(),
  interrupted: switchedOn.optional(),
  corrected: switchedOn.optional(),
  /** The stage that `above` is of; alone, the turns in which it happened. */
  stage: z.enum(keptStages).optional(),
  /** The stage took longer than this, ms; without a stage, the first sound came later. */
  above: z.coerce.number().int().min(0).max(600_000).optional(),
});
export type HistoryFilter = z.output<typeof historyFilterSchema>;
