import { and, count, eq, gt, isNotNull, max } from "drizzle-orm";
import { conversations, sessions, turnCorrections, turnDetails } from "../../../drizzle/schema";
import { countErrors } from "../../../lib/error-rate";
import type { TranscriptAccuracy } from "../../../lib/feedback";
import { languageSchema } from "../../../lib/languages";
import { authorise } from "../../access/actor";
import type { Database, Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { correctionPairs } from "./correction-pairs";

type Checked = Pick<TranscriptAccuracy, "checked_turns" | "wrong_turns" | "errors" | "units">;
type Row = Pick<TranscriptAccuracy, "stt_model" | "language">;

/** What the corrections said when they were last counted: each takes several reads. One per database of this process. */
const counted = new WeakMap<Database, { state: string; rows: (Row & Checked)[] }>();

/**
 * How well each recogniser understands each language, by the turns that somebody corrected or found right: errors over
 * what was really said (characters in Chinese, words in English). Turns that nobody looked at say nothing.
 */
export async function transcriptAccuracy(ctx: RecordsContext): Promise<TranscriptAccuracy[]> {
  authorise(ctx.actor, "quality:review");
  const none: Checked = { checked_turns: 0, wrong_turns: 0, errors: 0, units: 0 };
  const rows = new Map((await checkedTurns(ctx)).map((row) => [keyOf(row), { ...row, turns: 0 }]));
  for (const { stt_model, language, turns, sign } of await ctx.db.read(spokenTurns)) {
    const known = languageSchema.safeParse(language).data;
    if (!known) continue;
    const row = rows.get(keyOf({ stt_model, language: known })) ?? { stt_model, language: known, turns: 0, ...none };
    rows.set(keyOf(row), { ...row, turns: row.turns + sign * turns });
  }
  return [...rows.values()]
    .filter(({ turns, checked_turns }) => turns > 0 || checked_turns > 0)
    .sort((a, b) => b.checked_turns - a.checked_turns || b.turns - a.turns);
}

const keyOf = ({ stt_model, language }: Row) => JSON.stringify([stt_model, language]);

/** All spoken turns, from an index of their own, and with the sign -1 those of deleted conversations: they are few. */
function spokenTurns(tx: Transaction) {
  const fields = { stt_model: turnDetails.sttModel, language: turnDetails.language, turns: count() };
  const isSpoken = gt(turnDetails.userAudioMs, 0);
  const all = tx.select(fields).from(turnDetails).where(isSpoken).groupBy(turnDetails.sttModel, turnDetails.language);
  const deleted = tx
    .select(fields)
    .from(sessions)
    .innerJoin(conversations, eq(conversations.sessionId, sessions.id))
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(and(isNotNull(sessions.deletedAt), isSpoken))
    .groupBy(turnDetails.sttModel, turnDetails.language);
  return [
    ...all.all().map((row) => ({ ...row, sign: 1 as const })),
    ...deleted.all().map((row) => ({ ...row, sign: -1 as const })),
  ];
}

async function checkedTurns(ctx: RecordsContext): Promise<(Row & Checked)[]> {
  const state = await ctx.db.read(stateOfCorrections);
  const last = counted.get(ctx.db);
  if (last?.state === state) return last.rows;
  const rows = new Map<string, Row & Checked>();
  for await (const { sttModel, language, heard, meant } of correctionPairs(ctx)) {
    const named = { stt_model: sttModel, language };
    const row = rows.get(keyOf(named)) ?? { ...named, checked_turns: 0, wrong_turns: 0, errors: 0, units: 0 };
    const { errors, units } = countErrors(meant, heard, language);
    rows.set(keyOf(named), {
      ...named,
      checked_turns: row.checked_turns + 1,
      wrong_turns: row.wrong_turns + (errors > 0 ? 1 : 0),
      errors: row.errors + errors,
      units: row.units + units,
    });
  }
  // Changes in the meantime are noticed the next time: the state is that of before.
  counted.set(ctx.db, { state, rows: [...rows.values()] });
  return [...rows.values()];
}

/** Changes with every correction, every edit in a chat and every conversation that is deleted or brought back. */
function stateOfCorrections(tx: Transaction): string {
  const corrections = tx
    .select({ rows: count(), newest: max(turnCorrections.id) })
    .from(turnCorrections)
    .get();
  const edits = tx
    .select({ rows: count(), newest: max(turnDetails.conversationId) })
    .from(turnDetails)
    .where(isNotNull(turnDetails.supersedesTurnId))
    .get();
  const deleted = tx
    .select({ rows: count(), newest: max(sessions.deletedAt) })
    .from(sessions)
    .where(isNotNull(sessions.deletedAt))
    .get();
  return JSON.stringify([corrections, edits, deleted]);
}
