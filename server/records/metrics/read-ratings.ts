import { avg, count, gte } from "drizzle-orm";
import { z } from "zod";
import { turnThumbs, voiceRatings } from "../../../drizzle/schema";
import type { Thumb } from "../../../lib/feedback";
import { metricRangeSchema, type RatingReport, type TimeSteps } from "../../../lib/metrics/kept-numbers";
import { chartSteps } from "../../../lib/metrics/steps";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { CountLines } from "./count-lines";
import { stepInSql } from "./step-in-sql";

export const readRatingsSchema = z.object({ range: metricRangeSchema });

/** How people rated replies and cloned voices over time. */
export async function readRatings(
  ctx: RecordsContext,
  input: z.input<typeof readRatingsSchema>,
): Promise<RatingReport> {
  authorise(ctx.actor, "metrics:read");
  const { range } = parseInput(readRatingsSchema, input);
  const steps = chartSteps(range, ctx.nowS());
  const thumbs = new CountLines<Thumb>();
  return ctx.db.read((tx) => {
    for (const { thumb, from_s, count } of thumbsOf(tx, steps)) thumbs.add(thumb, from_s, count);
    return { range, ...steps, thumbs: thumbs.series(), similarity: similarityOf(tx, steps) };
  });
}

/** How much trials sounded like their reference, by step. */
export function similarityOf(tx: Transaction, { from_s, step_s }: TimeSteps): RatingReport["similarity"] {
  const step = stepInSql(voiceRatings.createdAt, step_s);
  const points = tx
    .select({ from_s: step, count: count(), mean: avg(voiceRatings.score).mapWith(Number) })
    .from(voiceRatings)
    .where(gte(voiceRatings.createdAt, from_s))
    .groupBy(step)
    .orderBy(step)
    .all();
  const rated = points.reduce((sum, point) => sum + point.count, 0);
  const total = points.reduce((sum, point) => sum + point.count * point.mean, 0);
  return { count: rated, mean: rated === 0 ? null : total / rated, points };
}

function thumbsOf(tx: Transaction, { from_s, step_s }: TimeSteps) {
  const step = stepInSql(turnThumbs.createdAt, step_s);
  return tx
    .select({ thumb: turnThumbs.thumb, from_s: step, count: count() })
    .from(turnThumbs)
    .where(gte(turnThumbs.createdAt, from_s))
    .groupBy(turnThumbs.thumb, step)
    .all();
}
