import { and, asc, eq, gt, min, sql } from "drizzle-orm";
import { z } from "zod";
import { conversations, replayCases, replaySets, turnDetails, users } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { languageSchema } from "../../../lib/languages";
import { withoutPhrases } from "../../../lib/replay/expectations";
import type { ReplayCaseView, ReplaySetView } from "../../../lib/replay/views";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Database, Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { type ExpectedTexts, expectedTexts } from "./expected-texts";
import { noteWordsLook } from "./note-words-look";
import { isReadable } from "./readable-case";
import { runViews } from "./run-views";
import { inVersion } from "./set-rows";
import { rowsPerSlice, slices } from "./slices";

const inputSchema = z.object({ setId: z.number().int().positive() });

/** A set with its cases and runs; the look at what people said is recorded. Throws AppError `not_found`. */
export async function findSet(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<ReplaySetView> {
  authorise(ctx.actor, "replay:use");
  const { setId } = parseInput(inputSchema, input);
  const { set, by, runs } = await ctx.db.read((tx) => {
    const row = tx
      .select({ set: replaySets, by: users.username })
      .from(replaySets)
      .innerJoin(users, eq(users.id, replaySets.userId))
      .where(eq(replaySets.id, setId))
      .get();
    if (!row) throw new AppError("not_found");
    return { ...row, runs: runViews(tx, setId) };
  });
  const look = { action: "replay.read", entity: "replay_set", entityId: setId } as const;
  await noteWordsLook(ctx, look, inVersion(setId, set.version));
  const [last] = runs;
  const expected = await expectedTexts(ctx.db, setId, set.version);
  const cases = await caseViews(ctx.db, { setId, version: set.version, expected });
  return {
    id: setId,
    name: set.name,
    version: set.version,
    case_count: cases.length,
    run_count: runs.length,
    audio_bytes: runs.reduce((total, run) => total + run.audio_bytes, 0),
    by,
    created_at: set.createdAt,
    last_run: last ? { id: last.id, name: last.name, state: last.state, created_at: last.created_at } : null,
    thresholds: set.thresholds,
    baseline_run_id: set.baselineRunId,
    cases,
    runs,
  };
}

/** The cases of a version, in the order in which their turns first came into the set. */
export async function caseViews(
  db: Database,
  { setId, version, expected }: { setId: number; version: number; expected: ExpectedTexts },
): Promise<ReplayCaseView[]> {
  const firstIds = await db.read((tx) => firstCaseIds(tx, setId));
  const views: ReplayCaseView[] = [];
  for await (const rows of slices<CaseRow>(db, (tx, after) => caseRows(tx, setId, version, after))) {
    for (const { id, turnId, sessionId, isThere, language, userText, aiText, expectations, contextMessages } of rows)
      views.push({
        id,
        turn_id: turnId,
        session_id: sessionId,
        is_deleted: !isThere,
        language: languageSchema.safeParse(language).data ?? null,
        user_text: isThere ? userText : null,
        ai_text: isThere ? aiText : null,
        expected_text: isThere ? (expected.get(turnId) ?? null) : null,
        expectations: isThere ? expectations : withoutPhrases(expectations),
        // It begins with what a person said, and each is answered.
        context_turns: isThere ? Math.ceil((contextMessages ?? 0) / 2) : 0,
      });
  }
  return views.sort((a, b) => (firstIds.get(a.turn_id) ?? 0) - (firstIds.get(b.turn_id) ?? 0));
}

type CaseRow = ReturnType<typeof caseRows>[number];

/** Without the context, which is long. */
function caseRows(tx: Transaction, setId: number, version: number, after: { id: number } | null) {
  return tx
    .select({
      id: replayCases.id,
      turnId: replayCases.turnId,
      sessionId: replayCases.sessionId,
      isThere: isReadable(),
      language: turnDetails.language,
      userText: conversations.userText,
      aiText: conversations.aiText,
      expectations: replayCases.expectations,
      contextMessages: sql<number | null>`json_array_length(${replayCases.context})`,
    })
    .from(replayCases)
    .leftJoin(turnDetails, eq(turnDetails.turnId, replayCases.turnId))
    .leftJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(inVersion(setId, version), gt(replayCases.id, after?.id ?? 0)))
    .orderBy(asc(replayCases.id))
    .limit(rowsPerSlice)
    .all();
}

/** By turn: a case that was changed, or taken out and put back, is another row and keeps its place. */
function firstCaseIds(tx: Transaction, setId: number): Map<string, number> {
  const rows = tx
    .select({ turnId: replayCases.turnId, id: min(replayCases.id).mapWith(Number) })
    .from(replayCases)
    .where(eq(replayCases.setId, setId))
    .groupBy(replayCases.turnId)
    .all();
  return new Map(rows.map(({ turnId, id }) => [turnId, id]));
}
