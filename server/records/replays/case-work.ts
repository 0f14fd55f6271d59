import { and, eq } from "drizzle-orm";
import { conversations, prompts, replayCases, replayRuns, turnDetails } from "../../../drizzle/schema";
import { errorCodeOf } from "../../../lib/errors";
import { type Language, languageSchema, type SpeechMode, speechModeSchema } from "../../../lib/languages";
import type { Lexicon } from "../../../lib/lexicon";
import type { ResultFacts } from "../../../lib/replay/run";
import { parseVoiceId, type VoiceId } from "../../../lib/voices";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { lexiconIn } from "../lexicon/read-lexicon";
import { type ReferenceVoice, referenceOf, usableVoice, usableVoiceFor } from "../voice-profiles/resolve";
import { isReadable } from "./readable-case";
import type { ResultKey } from "./result-files";

/** All that is needed to say a turn again, with the run's changes in place of what was recorded. */
export interface CaseWork {
  language: Language;
  mode: SpeechMode;
  /** The chosen voice first, then the recorded one: what the first can't speak for want of the language, the next does. */
  voices: CaseVoice[];
  isSpoken: boolean;
  speed: number | null;
  said: { kind: "speech"; path: string } | { kind: "text"; text: string };
  history: { role: "user" | "assistant"; content: string }[];
  /** Null: the one that comes with AVATAR, because the turn is older than its record. */
  systemPrompt: string | null;
  temperature: number | null;
  seed: number | null;
  lexicon: Lexicon;
}

export interface CaseVoice {
  voice: VoiceId;
  /** Of a voice that somebody brought. */
  reference: ReferenceVoice | null;
}

/** Reads one case, or says why it can't be run. */
export async function findCaseWork(
  ctx: RecordsContext,
  { runId, caseId }: Pick<ResultKey, "runId" | "caseId">,
): Promise<CaseWork | NonNullable<ResultFacts["missing"]>> {
  authorise(ctx.actor, "job:run");
  return ctx.db.read((tx) => {
    const run = tx.select().from(replayRuns).where(eq(replayRuns.id, runId)).get();
    const row = tx
      .select({ replayCase: replayCases, turn: conversations, details: turnDetails })
      .from(replayCases)
      .innerJoin(turnDetails, eq(turnDetails.turnId, replayCases.turnId))
      .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
      .where(and(eq(replayCases.id, caseId), isReadable()))
      .get();
    if (!run || !row) return "turn_deleted";
    const { changes, userId } = run;
    const { replayCase, turn, details } = row;
    const language = languageSchema.parse(details.language);
    const chosen = changes.voice === undefined ? [] : [voiceOf(ctx, tx, changes.voice, userId)];
    if (chosen.includes(null)) return "voice_gone";
    const voices = [...chosen, voiceOf(ctx, tx, details.voice, null)].filter((voice) => voice !== null);
    const systemPrompt = promptOf(tx, changes.systemPrompt?.[language], details.promptSha256);
    if (systemPrompt === undefined) return "prompt_gone";
    const reply = details.calls.find(({ call }) => call === "reply");
    return {
      language,
      voices,
      mode: changes.mode ?? speechModeSchema.parse(details.mode),
      isSpoken: details.isSpoken ?? turn.aiAudioPath !== null,
      speed: details.speechSpeed,
      said:
        turn.userAudioPath === ""
          ? { kind: "text", text: turn.userText }
          : { kind: "speech", path: ctx.recordings.resolve(turn.userAudioPath) },
      history: replayCase.context ?? [],
      systemPrompt,
      temperature: changes.temperature ?? reply?.temperature ?? null,
      seed: changes.seed ?? reply?.seed ?? null,
      lexicon: lexiconIn(tx, changes.lexiconVersion ?? details.lexiconVersion ?? 0),
    };
  });
}

/** Undefined: the system message that was used is not kept. */
function promptOf(tx: Transaction, changed: string | undefined, recorded: string | null): string | null | undefined {
  if (changed !== undefined) return changed;
  if (recorded === null) return null;
  return tx.select().from(prompts).where(eq(prompts.sha256, recorded)).get()?.text;
}

/**
 * Null for a voice that has no consent any more, or that the person may not choose. `chosenBy` null: nobody chose it, it
 * was recorded.
 */
function voiceOf(ctx: RecordsContext, tx: Transaction, text: string, chosenBy: number | null): CaseVoice | null {
  const voice = parseVoiceId(text);
  if (voice?.kind !== "profile") return voice && { voice, reference: null };
  try {
    const rows = chosenBy === null ? usableVoice(tx, voice.profileId) : usableVoiceFor(tx, chosenBy, voice.profileId);
    return rows && { voice, reference: referenceOf(ctx, rows) };
  } catch (error) {
    if (errorCodeOf(error) === "profile_not_ready") return null;
    throw error;
  }
}
