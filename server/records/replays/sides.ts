import { and, asc, eq, gt, sql } from "drizzle-orm";
import {
  conversations,
  missingRecordings,
  replayCases,
  replayResults,
  turnCorrections,
  turnDetails,
} from "../../../drizzle/schema";
import { countErrors, errorRate } from "../../../lib/error-rate";
import { type ErrorCode, errorCodeList } from "../../../lib/errors";
import { languageSchema } from "../../../lib/languages";
import { stageTimesOf } from "../../../lib/replay/stage-times";
import type { SideView } from "../../../lib/replay/views";
import type { Database, Transaction } from "../../platform/db/database";
import type { ExpectedTexts } from "./expected-texts";
import { isReadable } from "./readable-case";
import { inVersion } from "./set-rows";
import { rowsPerSlice, slices } from "./slices";

/** By turn, because a case whose expectations were changed is another one of the same turn. */
export type SidesByTurn = ReadonlyMap<string, SideView[]>;

/** The turns of a set's version as they were recorded; those that were deleted are left out. */
export async function recordedSides(
  db: Database,
  { setId, version, expected }: { setId: number; version: number; expected: ExpectedTexts },
): Promise<SidesByTurn> {
  const { lost, heard } = await db.read((tx) => ({
    lost: new Set(
      tx
        .select()
        .from(missingRecordings)
        .all()
        .map(({ path }) => path),
    ),
    heard: firstWords(tx, setId, version),
  }));
  const urlOf = (turnId: string, side: "user" | "reply", path: string | null) =>
    path && !lost.has(path) ? `/api/turns/${turnId}/audio/${side}` : null;
  const sides = new Map<string, SideView[]>();
  for await (const rows of slices<RecordedRow>(db, (tx, after) => recordedRows(tx, setId, version, after))) {
    for (const { turnId, turn, details } of rows) {
      const userText = heard.get(turn.id) ?? turn.userText;
      const meant = turn.userAudioPath === "" ? null : (expected.get(turnId) ?? null);
      const side: SideView = {
        outcome: details.errorCode === null && turn.aiText !== "" ? "done" : "failed",
        error_code: errorCodeList.find((code: ErrorCode) => code === details.errorCode) ?? null,
        missing: null,
        repeat: 0,
        user_text: userText,
        ai_text: turn.aiText,
        user_audio_url: urlOf(turnId, "user", turn.userAudioPath),
        ai_audio_url: urlOf(turnId, "reply", turn.aiAudioPath),
        ai_audio_ms: details.aiAudioMs,
        ...recognitionOf(meant, userText, details.language),
        models: { stt: details.sttModel, llm: details.llmModel, tts: details.ttsModel },
        voice: details.voice,
        ...stageTimesOf(details.calls),
      };
      sides.set(turnId, [side]);
    }
  }
  return sides;
}

type RecordedRow = ReturnType<typeof recordedRows>[number];

function recordedRows(tx: Transaction, setId: number, version: number, after: { caseId: number } | null) {
  return tx
    .select({ caseId: replayCases.id, turnId: turnDetails.turnId, turn: conversations, details: turnDetails })
    .from(replayCases)
    .innerJoin(turnDetails, eq(turnDetails.turnId, replayCases.turnId))
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(inVersion(setId, version), isReadable(), gt(replayCases.id, after?.caseId ?? 0)))
    .orderBy(asc(replayCases.id))
    .limit(rowsPerSlice)
    .all();
}

/** What was understood before anybody corrected it, by conversation row. */
function firstWords(tx: Transaction, setId: number, version: number): Map<number, string> {
  const first = new Map<number, string>();
  const corrections = tx
    .select({ id: turnCorrections.conversationId, text: turnCorrections.previousText })
    .from(turnCorrections)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, turnCorrections.conversationId))
    .innerJoin(replayCases, eq(replayCases.turnId, turnDetails.turnId))
    .where(inVersion(setId, version))
    .orderBy(asc(turnCorrections.id))
    .all();
  for (const { id, text } of corrections) if (!first.has(id)) first.set(id, text);
  return first;
}

/** The results of a run. */
export async function resultSides(db: Database, runId: number, expected: ExpectedTexts): Promise<SidesByTurn> {
  const sides = new Map<string, SideView[]>();
  for await (const rows of slices<ResultRow>(db, (tx, after) => resultRows(tx, runId, after))) {
    for (const { result, turnId, isThere, language, userAudioPath } of rows) {
      const { facts, caseId, repeat } = result;
      const userText = isThere ? result.userText : null;
      const hasUserSound = isThere && userAudioPath;
      const side: SideView = {
        outcome: isThere ? facts.outcome : "unavailable",
        error_code: facts.errorCode,
        missing: isThere ? facts.missing : "turn_deleted",
        repeat,
        user_text: userText,
        ai_text: isThere ? result.aiText : null,
        user_audio_url: hasUserSound ? `/api/turns/${turnId}/audio/user` : null,
        ai_audio_url:
          isThere && result.aiAudioPath !== null
            ? `/api/replays/runs/${runId}/cases/${caseId}/audio?repeat=${repeat}`
            : null,
        ai_audio_ms: facts.aiAudioMs,
        ...recognitionOf(hasUserSound ? (expected.get(turnId) ?? null) : null, userText, language),
        models: facts.models,
        voice: facts.voice,
        ...stageTimesOf(facts.calls),
      };
      const others = sides.get(turnId);
      if (others) others.push(side);
      else sides.set(turnId, [side]);
    }
  }
  return sides;
}

type ResultRow = ReturnType<typeof resultRows>[number];

function resultRows(tx: Transaction, runId: number, after: { result: { caseId: number; repeat: number } } | null) {
  const { caseId, repeat } = replayResults;
  const last = after?.result ?? { caseId: 0, repeat: 0 };
  return tx
    .select({
      result: replayResults,
      turnId: replayCases.turnId,
      isThere: isReadable(),
      language: turnDetails.language,
      userAudioPath: conversations.userAudioPath,
    })
    .from(replayResults)
    .innerJoin(replayCases, eq(replayCases.id, caseId))
    .leftJoin(turnDetails, eq(turnDetails.turnId, replayCases.turnId))
    .leftJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(eq(replayResults.runId, runId), sql`(${caseId}, ${repeat}) > (${last.caseId}, ${last.repeat})`))
    .orderBy(asc(caseId), asc(repeat))
    .limit(rowsPerSlice)
    .all();
}

function recognitionOf(
  expected: string | null,
  heard: string | null,
  spoken: string | null,
): Pick<SideView, "error_rate" | "recognition"> {
  const language = languageSchema.safeParse(spoken).data;
  if (expected === null || heard === null || !language) return { error_rate: null, recognition: null };
  const recognition = countErrors(expected, heard, language);
  return { error_rate: errorRate(recognition), recognition };
}
