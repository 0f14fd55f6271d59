import { and, asc, eq } from "drizzle-orm";
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
import type { Transaction } from "../../platform/db/database";
import { isReadable } from "./readable-case";
import { inVersion } from "./set-rows";

/** By turn, because a case whose expectations were changed is another one of the same turn. */
export type SidesByTurn = ReadonlyMap<string, SideView[]>;

/** The turns of a set's version as they were recorded; those that were deleted are left out. */
export function recordedSides(tx: Transaction, setId: number, version: number): SidesByTurn {
  const rows = tx
    .select({ replayCase: replayCases, turn: conversations, details: turnDetails })
    .from(replayCases)
    .innerJoin(turnDetails, eq(turnDetails.turnId, replayCases.turnId))
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(inVersion(setId, version), isReadable()))
    .all();
  const lost = new Set(
    tx
      .select({ path: missingRecordings.path })
      .from(missingRecordings)
      .all()
      .map(({ path }) => path),
  );
  const heard = firstWords(tx, setId, version);
  const urlOf = (turnId: string, side: "user" | "reply", path: string | null) =>
    path && !lost.has(path) ? `/api/turns/${turnId}/audio/${side}` : null;
  const sides = rows.map(({ replayCase, turn, details }): [string, SideView[]] => {
    const { turnId } = replayCase;
    const userText = heard.get(turn.id) ?? turn.userText;
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
      ...recognitionOf(turn.userAudioPath === "" ? null : replayCase.expectedText, userText, details.language),
      models: { stt: details.sttModel, llm: details.llmModel, tts: details.ttsModel },
      voice: details.voice,
      ...stageTimesOf(details.calls),
    };
    return [turnId, [side]];
  });
  return new Map(sides);
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
export function resultSides(tx: Transaction, runId: number): SidesByTurn {
  const rows = tx
    .select({
      result: replayResults,
      isThere: isReadable(),
      replayCase: replayCases,
      language: turnDetails.language,
      userAudioPath: conversations.userAudioPath,
    })
    .from(replayResults)
    .innerJoin(replayCases, eq(replayCases.id, replayResults.caseId))
    .leftJoin(turnDetails, eq(turnDetails.turnId, replayCases.turnId))
    .leftJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(eq(replayResults.runId, runId))
    .orderBy(asc(replayResults.repeat))
    .all();
  const sides = new Map<string, SideView[]>();
  for (const { result, isThere, replayCase, language, userAudioPath } of rows) {
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
      user_audio_url: hasUserSound ? `/api/turns/${replayCase.turnId}/audio/user` : null,
      ai_audio_url:
        isThere && result.aiAudioPath !== null
          ? `/api/replays/runs/${runId}/cases/${caseId}/audio?repeat=${repeat}`
          : null,
      ai_audio_ms: facts.aiAudioMs,
      ...recognitionOf(hasUserSound ? replayCase.expectedText : null, userText, language),
      models: facts.models,
      voice: facts.voice,
      ...stageTimesOf(facts.calls),
    };
    sides.set(replayCase.turnId, [...(sides.get(replayCase.turnId) ?? []), side]);
  }
  return sides;
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
