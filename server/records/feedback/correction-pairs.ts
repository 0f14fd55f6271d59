import type { Readable } from "node:stream";
import { setImmediate as nextTick } from "node:timers/promises";
import { and, asc, desc, eq, gt, inArray, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { conversations, turnCorrections, turnDetails } from "../../../drizzle/schema";
import { type Language, languageSchema } from "../../../lib/languages";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import { zipStream } from "../../platform/files/zip-stream";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { isNotDeleted } from "../ownership";

/** What was recognised in a recording, and what a person says was really said. */
export interface CorrectionPair {
  turnId: string;
  language: Language;
  sttModel: string | null;
  /** As in the row: relative to the data folder. */
  audioPath: string;
  audioMs: number;
  heard: string;
  meant: string;
  /** Unix seconds */
  correctedAt: number;
}

const turnsPerRead = 100;
/** Nobody edits one turn more often; a chain that is longer or circular ends here. */
const longestChain = 50;

/**
 * The spoken turns that somebody corrected, in the history or by editing them in the chat, oldest first; a turn that was
 * found to be right as it is counts too. Of several corrections the newest one holds.
 */
export async function* correctionPairs(ctx: RecordsContext): AsyncGenerator<CorrectionPair> {
  authorise(ctx.actor, "quality:review");
  let after = 0;
  for (;;) {
    const read = await ctx.db.read((tx) => pairsAfter(tx, after));
    if (read.last === null) return;
    after = read.last;
    yield* read.pairs;
    await nextTick();
  }
}

function pairsAfter(tx: Transaction, after: number): { last: number | null; pairs: CorrectionPair[] } {
  // Few turns are corrected: they are found from their corrections, not by a look at every turn.
  const isCorrected = inArray(
    conversations.id,
    // SQLite keeps the order of a cross join: the edits first.
    sql`(select conversation_id from turn_corrections union
      select edited.conversation_id from turn_details later cross join turn_details edited
      where later.supersedes_turn_id is not null and edited.turn_id = later.supersedes_turn_id)`,
  );
  const rows = tx
    .select({ conversation: conversations, details: turnDetails })
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(and(gt(conversations.id, after), isNotDeleted(), sql`${conversations.userAudioPath} <> ''`, isCorrected))
    .orderBy(asc(conversations.id))
    .limit(turnsPerRead)
    .all();
  const pairs = rows.flatMap(({ conversation, details }) => {
    const { id, userText } = conversation;
    const meant = meantIn(tx, { id, turnId: details.turnId, userText });
    if (!meant) return [];
    return {
      turnId: details.turnId,
      language: languageSchema.safeParse(details.language).data ?? "en",
      sttModel: details.sttModel,
      audioPath: conversation.userAudioPath,
      audioMs: details.userAudioMs,
      heard: details.recognisedText ?? conversation.userText,
      meant: meant.text,
      correctedAt: meant.createdAt,
    };
  });
  return { last: rows.at(-1)?.conversation.id ?? null, pairs };
}

/**
 * What was really said in a turn by its newest correction, in the history or in the chat; null where nobody said anything
 * about it. For verbs with an open transaction.
 */
export function meantIn(
  tx: Transaction,
  { id, turnId, userText }: { id: number; turnId: string; userText: string },
): Newest | null {
  const corrected = newestCorrection(tx, id);
  const edited = newestEdit(tx, turnId);
  if (!edited || edited.createdAt < (corrected?.createdAt ?? 0)) return corrected ?? null;
  // An edit that changed nothing only asked for another reply.
  return corrected || edited.text !== userText ? edited : null;
}

interface Newest {
  text: string;
  createdAt: number;
}

function newestCorrection(tx: Transaction, conversationId: number): Newest | undefined {
  return tx
    .select({ text: turnCorrections.text, createdAt: turnCorrections.createdAt })
    .from(turnCorrections)
    .where(eq(turnCorrections.conversationId, conversationId))
    .orderBy(desc(turnCorrections.id))
    .limit(1)
    .get();
}

/** What the person typed in the chat in place of the turn, or in place of what they had typed for it. */
function newestEdit(tx: Transaction, turnId: string): Newest | null {
  const editing = alias(turnDetails, "editing");
  let edited = turnId;
  let newest: Newest | null = null;
  for (let steps = 0; steps < longestChain; steps++) {
    const next = tx
      .select({ turnId: editing.turnId, text: conversations.userText, createdAt: conversations.createdAt })
      .from(editing)
      .innerJoin(conversations, eq(conversations.id, editing.conversationId))
      .where(and(eq(editing.supersedesTurnId, edited), eq(conversations.userAudioPath, "")))
      .orderBy(desc(conversations.id))
      .limit(1)
      .get();
    if (!next) break;
    edited = next.turnId;
    newest = next;
  }
  return newest;
}

/**
 * The pairs as a ZIP for tuning a recogniser: `pairs.jsonl` with one pair a line (`audio` null: its file is gone), and
 * `audio/`. Errors as those of `zipStream`.
 */
export async function exportCorrectionPairs(ctx: RecordsContext): Promise<Readable> {
  authorise(ctx.actor, "quality:review");
  const act = { action: "corrections.export", entity: "conversation", entityId: "corrections" } as const;
  await ctx.db.write((tx) => appendAudit(tx, ctx, { ...act, before: null, after: {} }));
  return zipStream(async (zip) => {
    let part = 0;
    let lines: string[] = [];
    const writePart = async () => {
      part += 1;
      const content = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      lines = [];
      await zip.addPaced(content, part === 1 ? "pairs.jsonl" : `pairs-${part}.jsonl`);
    };
    for await (const pair of correctionPairs(ctx)) {
      const path = ctx.recordings.resolve(pair.audioPath);
      const name = `audio/${pair.turnId}.wav`;
      const audio = (await zip.addSound(path, name)) ? name : null;
      lines.push(
        JSON.stringify({
          ...{ audio, heard: pair.heard, meant: pair.meant, language: pair.language, stt_model: pair.sttModel },
          ...{ audio_ms: pair.audioMs, corrected_at: pair.correctedAt, turn_id: pair.turnId },
        }),
      );
      if (lines.length === pairsPerPart) await writePart();
    }
    if (part === 0 || lines.length > 0) await writePart();
  });
}

/** So many pairs are in memory at most. */
const pairsPerPart = 5_000;
