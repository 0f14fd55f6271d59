import { and, eq, gt, gte, isNotNull, lt, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import {
  conversations,
  turnCorrections,
  turnDetails,
  turnStages,
  turnTags,
  turnThumbs,
  users,
} from "../../../drizzle/schema";
import type { HistoryFilter } from "../../../lib/history-filter";
import type { Transaction } from "../../platform/db/database";

/** What a turn must fulfil, besides the searched words and whose it is. */
export type TurnFilter = Omit<HistoryFilter, "q">;

/** The filter as conditions on `conversations` and `turn_details`; none for an empty one. */
export function turnConditions(filter: TurnFilter): SQL[] {
  const besideOf = besideConditions(filter).map(
    ({ table, condition }) =>
      sql`exists (select 1 from ${table} where ${table.conversationId} = ${conversations.id} and ${condition})`,
  );
  // The unary + keeps SQLite from reading all of the person's turns.
  return [...detailConditions(filter, sql`+${turnDetails.userId}`), ...dateConditions(filter), ...besideOf];
}

/**
 * The ids of the turns that fulfil one part of the filter, where at most `limit` do: the others need not be looked at.
 * Null where each part is fulfilled by more.
 */
export function fewTurnsOf(
  tx: Transaction,
  filter: TurnFilter,
  { ownerId, limit }: { ownerId: number | null; limit: number },
): number[] | null {
  const details = detailConditions(filter, turnDetails.userId);
  const dates = dateConditions(filter);
  const own = ownerId === null ? [] : [eq(turnDetails.userId, ownerId)];
  const { conversationId: id } = turnDetails;
  const queries = [
    ...(details.length + own.length > 0
      ? [
          tx
            .select({ id })
            .from(turnDetails)
            .where(and(...details, ...own)),
        ]
      : []),
    ...besideConditions(filter).map(({ table, condition }) =>
      tx.selectDistinct({ id: table.conversationId }).from(table).where(condition),
    ),
    ...(dates.length > 0
      ? [
          tx
            .select({ id: conversations.id })
            .from(conversations)
            .where(and(...dates)),
        ]
      : []),
  ];
  for (const query of queries) {
    const found = query.limit(limit + 1).all();
    if (found.length <= limit) return found.map((turn) => turn.id);
  }
  return null;
}

/** What `turn_details_filter_idx` knows. `userId`: the column, or what hides it from the planner. */
function detailConditions(filter: TurnFilter, userId: SQLWrapper): SQL[] {
  const { person, voice, language, model, errors, interrupted, stage, above } = filter;
  return stated([
    person !== undefined &&
      sql`${userId} = (select ${users.id} from ${users} where lower(${users.username}) = lower(${person}))`,
    voice !== undefined && eq(turnDetails.voice, voice),
    language !== undefined && eq(turnDetails.language, language),
    model !== undefined &&
      or(eq(turnDetails.sttModel, model), eq(turnDetails.llmModel, model), eq(turnDetails.ttsModel, model)),
    errors && isNotNull(turnDetails.errorCode),
    interrupted && eq(turnDetails.interrupted, true),
    above !== undefined && stage === undefined && sql`${turnDetails.timings} ->> '$.first_audio_ms' > ${above}`,
  ]);
}

function dateConditions({ from, to }: TurnFilter): SQL[] {
  return stated([
    from !== undefined && gte(conversations.createdAt, from),
    to !== undefined && lt(conversations.createdAt, to),
  ]);
}

/** What people said about turns, and what their stages took: each in a table of its own. */
function besideConditions({ rating, tag, corrected, stage, above }: TurnFilter) {
  return [
    ...(stage === undefined
      ? []
      : [
          {
            table: turnStages,
            condition: above === undefined ? isNotNull(turnStages[stage]) : gt(turnStages[stage], above),
          },
        ]),
    ...(rating === undefined ? [] : [{ table: turnThumbs, condition: eq(turnThumbs.thumb, rating) }]),
    ...(tag === undefined ? [] : [{ table: turnTags, condition: eq(turnTags.tagId, tag) }]),
    ...(corrected
      ? [{ table: turnCorrections, condition: sql`${turnCorrections.text} <> ${turnCorrections.previousText}` }]
      : []),
  ];
}

function stated(conditions: (SQL | undefined | false)[]): SQL[] {
  return conditions.filter((condition) => condition !== undefined && condition !== false);
}
