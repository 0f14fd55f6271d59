import { setImmediate as nextTick } from "node:timers/promises";
import { and, asc, between, gt, gte, sql } from "drizzle-orm";
import { metricTurns } from "../../../drizzle/schema";
import type { TimeSteps } from "../../../lib/metrics/kept-numbers";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";

/** Some milliseconds of reading at a time. */
const turnsPerRead = 500;

type Period = Pick<TimeSteps, "from_s" | "to_s">;

type RawTurn = Awaited<ReturnType<typeof turnsOf>>[number];

/** The single turns that ended in the period, some at a time. */
export async function* readRawTurns(ctx: RecordsContext, period: Period): AsyncGenerator<RawTurn[]> {
  const isRecent = gte(metricTurns.at, period.from_s);
  const oldest = await ctx.db.read((tx) =>
    // Read from the index of times alone.
    tx
      .select({ id: sql<number | null>`min(+${metricTurns.id})` })
      .from(metricTurns)
      .where(isRecent)
      .get(),
  );
  for (let after = (oldest?.id ?? Number.POSITIVE_INFINITY) - 1; Number.isFinite(after); ) {
    const rows = await ctx.db.read((tx) => turnsOf(tx, { ...period, after }));
    yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < turnsPerRead) break;
    after = last.id;
    await nextTick();
  }
}

function turnsOf(tx: Transaction, { from_s, to_s, after }: Period & { after: number }) {
  const rows = tx
    .select()
    .from(metricTurns)
    .where(and(gt(metricTurns.id, after), between(sql`+${metricTurns.at}`, from_s, to_s)))
    .orderBy(asc(metricTurns.id))
    .limit(turnsPerRead)
    .all();
  return rows.map(({ sttModel: stt, llmModel: llm, ttsModel: tts, ...row }) => ({
    ...row,
    models: { stt, llm, tts },
  }));
}
