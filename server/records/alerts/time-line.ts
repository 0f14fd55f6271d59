import { and, asc, desc, gte, lt } from "drizzle-orm";
import { z } from "zod";
import { alertIncidents, degradationSteps } from "../../../drizzle/schema";
import type { DegradationStep, TimeLine } from "../../../lib/alerts/alerts";
import { type ServiceLevel, serviceLevelSchema } from "../../../lib/service-level";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { incidentsIn } from "./incidents";

/** Unix seconds; `to_s` is not in it. */
const rangeSchema = z.object({ from_s: z.number().int(), to_s: z.number().int() });

/** Incidents and steps are kept for 13 months, so that a month can be held against the one a year before. */
const keptS = 400 * 86_400;

/** The incidents that were open in a time, and how the voice was made in it. */
export async function listTimeLine(ctx: RecordsContext, input: z.input<typeof rangeSchema>): Promise<TimeLine> {
  authorise(ctx.actor, "metrics:read");
  const { from_s: fromS, to_s: toS } = parseInput(rangeSchema, input);
  return ctx.db.read((tx) => {
    const isBefore = lt(degradationSteps.at, fromS);
    const held = tx.select().from(degradationSteps).where(isBefore).orderBy(desc(degradationSteps.id)).limit(1).all();
    const isIn = and(gte(degradationSteps.at, fromS), lt(degradationSteps.at, toS));
    const inIt = tx.select().from(degradationSteps).where(isIn).orderBy(asc(degradationSteps.id)).all();
    return {
      incidents: incidentsIn(tx, { fromS, toS, nowS: ctx.nowS() }),
      degradations: [...held, ...inIt].map(stepView),
    };
  });
}

/** Keeps a change of how the voice is made; the level that holds already is no change. */
export async function recordDegradation(ctx: RecordsContext, input: ServiceLevel): Promise<void> {
  authorise(ctx.actor, "alert:watch");
  const { level, reason } = parseInput(serviceLevelSchema, input);
  await ctx.db.write((tx) => {
    const held = tx.select().from(degradationSteps).orderBy(desc(degradationSteps.id)).limit(1).get();
    if ((held?.level ?? "full") === level) return;
    tx.insert(degradationSteps).values({ at: ctx.nowS(), level, reason }).run();
  });
}

/** Forgets what is older than it is kept for. */
export async function forgetOldIncidents(ctx: RecordsContext): Promise<void> {
  authorise(ctx.actor, "alert:watch");
  const before = ctx.nowS() - keptS;
  await ctx.db.write((tx) => {
    tx.delete(alertIncidents).where(lt(alertIncidents.closedAt, before)).run();
    tx.delete(degradationSteps).where(lt(degradationSteps.at, before)).run();
  });
}

const stepView = ({ at, level, reason }: typeof degradationSteps.$inferSelect): DegradationStep => ({
  ...{ at_s: at, level, reason },
});
