import { desc, eq, min } from "drizzle-orm";
import { z } from "zod";
import { conversations, replayCases, replaySets, turnDetails, users } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { languageSchema } from "../../../lib/languages";
import { withoutPhrases } from "../../../lib/replay/expectations";
import type { ReplayCaseView, ReplaySetSummary, ReplaySetView } from "../../../lib/replay/views";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { isReadable } from "./readable-case";
import { countCases, runViews } from "./run-views";
import { inVersion } from "./set-rows";

/** All sets, newest first. */
export async function listSets(ctx: RecordsContext): Promise<ReplaySetSummary[]> {
  authorise(ctx.actor, "replay:use");
  return ctx.db.read((tx) => setsWithOwners(tx).map((row) => summaryOf(tx, row).summary));
}

const inputSchema = z.object({ setId: z.number().int().positive() });

/** A set with its cases and runs. Throws AppError `not_found`. */
export async function findSet(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<ReplaySetView> {
  authorise(ctx.actor, "replay:use");
  const { setId } = parseInput(inputSchema, input);
  return ctx.db.read((tx) => {
    const row = setsWithOwners(tx, setId)[0];
    if (!row) throw new AppError("not_found");
    const { summary, runs } = summaryOf(tx, row);
    return {
      ...summary,
      thresholds: row.set.thresholds,
      baseline_run_id: row.set.baselineRunId,
      cases: caseViews(tx, setId, row.set.version),
      runs,
    };
  });
}

function setsWithOwners(tx: Transaction, setId?: number) {
  return tx
    .select({ set: replaySets, by: users.username })
    .from(replaySets)
    .innerJoin(users, eq(users.id, replaySets.userId))
    .where(setId === undefined ? undefined : eq(replaySets.id, setId))
    .orderBy(desc(replaySets.id))
    .all();
}

function summaryOf(tx: Transaction, { set, by }: ReturnType<typeof setsWithOwners>[number]) {
  const runs = runViews(tx, set.id);
  const last = runs[0];
  const summary: ReplaySetSummary = {
    id: set.id,
    name: set.name,
    version: set.version,
    case_count: countCases(tx, set.id, set.version),
    run_count: runs.length,
    audio_bytes: runs.reduce((total, run) => total + run.audio_bytes, 0),
    by,
    created_at: set.createdAt,
    last_run: last ? { id: last.id, name: last.name, state: last.state, created_at: last.created_at } : null,
  };
  return { summary, runs };
}

/** The cases of a version, in the order in which their turns first came into the set. */
export function caseViews(tx: Transaction, setId: number, version: number): ReplayCaseView[] {
  const firstIds = firstCaseIds(tx, setId);
  return tx
    .select({
      replayCase: replayCases,
      isThere: isReadable(),
      userText: conversations.userText,
      aiText: conversations.aiText,
      language: turnDetails.language,
    })
    .from(replayCases)
    .leftJoin(turnDetails, eq(turnDetails.turnId, replayCases.turnId))
    .leftJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(inVersion(setId, version))
    .all()
    .sort((a, b) => (firstIds.get(a.replayCase.turnId) ?? 0) - (firstIds.get(b.replayCase.turnId) ?? 0))
    .map(({ replayCase, isThere, userText, aiText, language }) => ({
      id: replayCase.id,
      turn_id: replayCase.turnId,
      session_id: replayCase.sessionId,
      is_deleted: !isThere,
      language: languageSchema.safeParse(language).data ?? null,
      user_text: isThere ? userText : null,
      ai_text: isThere ? aiText : null,
      expected_text: isThere ? replayCase.expectedText : null,
      expectations: isThere ? replayCase.expectations : withoutPhrases(replayCase.expectations),
      context_turns: isThere ? (replayCase.context?.filter(({ role }) => role === "user").length ?? 0) : 0,
    }));
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
