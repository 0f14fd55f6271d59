import { count, gt } from "drizzle-orm";
import { turnDetails } from "../../../drizzle/schema";
import { countErrors } from "../../../lib/error-rate";
import type { TranscriptAccuracy } from "../../../lib/feedback";
import { languageSchema } from "../../../lib/languages";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { correctionPairs } from "./correction-pairs";

/**
 * How well each recogniser understands each language, by the turns that somebody corrected or found right: errors over
 * what was really said (characters in Chinese, words in English). Turns that nobody looked at say nothing. `turns` counts those
 * of a conversation as long as its deletion can be undone.
 */
export async function transcriptAccuracy(ctx: RecordsContext): Promise<TranscriptAccuracy[]> {
  authorise(ctx.actor, "quality:review");
  const rows = new Map<string, TranscriptAccuracy>();
  const rowOf = (model: string | null, language: TranscriptAccuracy["language"]) => {
    const key = JSON.stringify([model, language]);
    const row = rows.get(key) ?? {
      ...{ stt_model: model, language, turns: 0, checked_turns: 0, wrong_turns: 0, errors: 0, units: 0 },
    };
    rows.set(key, row);
    return row;
  };
  const spoken = await ctx.db.read((tx) =>
    tx
      .select({ model: turnDetails.sttModel, language: turnDetails.language, turns: count() })
      .from(turnDetails)
      .where(gt(turnDetails.userAudioMs, 0))
      .groupBy(turnDetails.sttModel, turnDetails.language)
      .all(),
  );
  for (const { model, language, turns } of spoken) {
    const known = languageSchema.safeParse(language).data;
    if (known) rowOf(model, known).turns = turns;
  }
  for await (const { sttModel, language, heard, meant } of correctionPairs(ctx)) {
    const row = rowOf(sttModel, language);
    const { errors, units } = countErrors(meant, heard, language);
    row.checked_turns += 1;
    row.wrong_turns += errors > 0 ? 1 : 0;
    row.errors += errors;
    row.units += units;
  }
  return [...rows.values()].sort((a, b) => b.checked_turns - a.checked_turns || b.turns - a.turns);
}
