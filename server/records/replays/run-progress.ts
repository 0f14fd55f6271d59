import { z } from "zod";
import { AppError } from "../../../lib/errors";
import type { RunProgressView } from "../../../lib/replay/views";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { runViews } from "./run-views";
import { runRow } from "./runs";

const inputSchema = z.object({ runId: z.number().int().positive() });

/** How far a run is: little to read, for whoever asks often. Throws AppError `not_found`. */
export async function readRunProgress(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<RunProgressView> {
  authorise(ctx.actor, "replay:use");
  const { runId } = parseInput(inputSchema, input);
  return ctx.db.read((tx) => {
    const [run] = runViews(tx, runRow(tx, runId).setId, [runId]);
    if (!run) throw new AppError("not_found");
    const { state, done_count, total_count, waits_for } = run;
    return { state, done_count, total_count, waits_for };
  });
}
