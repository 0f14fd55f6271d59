import { eq, gte, isNotNull, lt, or, type SQL, sql } from "drizzle-orm";
import { conversations, turnCorrections, turnDetails, turnTags, turnThumbs, users } from "../../../drizzle/schema";
import type { HistoryFilter } from "../../../lib/history-filter";

/** What a turn must fulfil, besides the searched words and whose it is. */
export type TurnFilter = Omit<HistoryFilter, "q">;

/** The filter as conditions on `conversations` and `turn_details`; none for an empty one. */
export function turnConditions(filter: TurnFilter): SQL[] {
  const { person, from, to, voice, language, model, rating, tag, errors, interrupted, corrected, above } = filter;
  const ofTurn = (table: typeof turnThumbs | typeof turnTags | typeof turnCorrections, more: SQL) =>
    sql`exists (select 1 from ${table} where ${table.conversationId} = ${conversations.id} and ${more})`;
  const conditions: (SQL | undefined | false)[] = [
    person !== undefined &&
      sql`+${turnDetails.userId} = (select ${users.id} from ${users} where lower(${users.username}) = lower(${person}))`,
    from !== undefined && gte(conversations.createdAt, from),
    to !== undefined && lt(conversations.createdAt, to),
    voice !== undefined && eq(turnDetails.voice, voice),
    language !== undefined && eq(turnDetails.language, language),
    model !== undefined &&
      or(eq(turnDetails.sttModel, model), eq(turnDetails.llmModel, model), eq(turnDetails.ttsModel, model)),
    rating !== undefined && ofTurn(turnThumbs, eq(turnThumbs.thumb, rating)),
    tag !== undefined && ofTurn(turnTags, eq(turnTags.tagId, tag)),
    errors && isNotNull(turnDetails.errorCode),
    interrupted && eq(turnDetails.interrupted, true),
    corrected && ofTurn(turnCorrections, sql`${turnCorrections.text} <> ${turnCorrections.previousText}`),
    above !== undefined && sql`json_extract(${turnDetails.timings}, '$.first_audio_ms') > ${above}`,
  ];
  return conditions.filter((condition) => condition !== undefined && condition !== false);
}
