import { eq } from "drizzle-orm";
import { z } from "zod";
import { alertSilences } from "../../../drizzle/schema";
import { alertKindSchema, longestReason, longestSilenceHours, type Silence } from "../../../lib/alerts/alerts";
import { AppError } from "../../../lib/errors";
import { textSchema } from "../../../lib/text";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { silencesIn } from "./incidents";

const silenceSchema = z.object({
  kind: alertKindSchema,
  /** Null: all of the kind. */
  subject: z.string().max(300).nullable(),
  hours: z.number().int().min(1).max(longestSilenceHours),
  reason: textSchema.trim().min(1).max(longestReason),
});

/** Keeps an alert from calling anybody for some hours; it stays on screen, in the log and in the history. */
export async function silenceAlert(
  ctx: RecordsContext,
  input: z.input<typeof silenceSchema>,
): Promise<{ silenceId: number }> {
  authorise(ctx.actor, "alert:manage");
  const { userId } = requirePerson(ctx.actor);
  const { hours, ...silence } = parseInput(silenceSchema, input);
  return ctx.db.write((tx) => {
    const from = ctx.nowS();
    const row = { ...silence, byUserId: userId, from, until: from + hours * 3_600 };
    const { id } = tx.insert(alertSilences).values(row).returning({ id: alertSilences.id }).get();
    // The reason is what a person wrote: it stays with the silence.
    const after = { kind: row.kind, subject: row.subject, until: row.until };
    appendAudit(tx, ctx, { action: "alert.silence", entity: "alert", entityId: id, before: null, after });
    return { silenceId: id };
  });
}

const whichSchema = z.object({ silenceId: z.number().int().positive() });

/** Lets an alert call again; a silence that is over stays as it is. Throws AppError `not_found`. */
export async function endSilence(ctx: RecordsContext, input: z.input<typeof whichSchema>): Promise<void> {
  authorise(ctx.actor, "alert:manage");
  const { silenceId } = parseInput(whichSchema, input);
  await ctx.db.write((tx) => {
    const silence = tx.select().from(alertSilences).where(eq(alertSilences.id, silenceId)).get();
    if (!silence) throw new AppError("not_found");
    const until = ctx.nowS();
    if (silence.until <= until) return;
    tx.update(alertSilences).set({ until }).where(eq(alertSilences.id, silenceId)).run();
    const act = { action: "alert.end_silence", entity: "alert", entityId: silenceId } as const;
    const { kind, subject } = silence;
    appendAudit(tx, ctx, { ...act, before: { kind, subject, until: silence.until }, after: { kind, subject, until } });
  });
}

/** The silences that hold now, the one that ends first before the others. */
export async function listSilences(ctx: RecordsContext): Promise<Silence[]> {
  authorise(ctx.actor, "metrics:read");
  return ctx.db.read((tx) => silencesIn(tx, ctx.nowS()));
}
