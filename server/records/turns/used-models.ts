import { eq } from "drizzle-orm";
import { turnDetails } from "../../../drizzle/schema";
import type { RecordsContext } from "../context";
import { ownerInScope } from "../ownership";

/** The names of all models that heard, wrote or spoke a turn that the actor may see, in order. */
export async function listUsedModels(ctx: RecordsContext): Promise<string[]> {
  const ownerId = ownerInScope(ctx, undefined);
  const { sttModel: stt, llmModel: llm, ttsModel: tts } = turnDetails;
  // All three columns are in `turn_details_filter_idx`: no row is read.
  const used = await ctx.db.read((tx) =>
    tx
      .selectDistinct({ stt, llm, tts })
      .from(turnDetails)
      .where(ownerId === null ? undefined : eq(turnDetails.userId, ownerId))
      .all(),
  );
  const names = new Set(used.flatMap((row) => [row.stt, row.llm, row.tts]));
  return [...names].filter((name) => name !== null).sort();
}
