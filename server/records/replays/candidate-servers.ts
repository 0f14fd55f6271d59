import { and, asc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { candidateServers } from "../../../drizzle/schema";
import { can } from "../../../lib/auth/permissions";
import { AppError } from "../../../lib/errors";
import { type CandidateServer, candidateServerSchema } from "../../../lib/replay/candidate-server";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";

/** The servers that runs may try. Where they are is for administrators only. */
export async function listCandidateServers(ctx: RecordsContext): Promise<CandidateServer[]> {
  authorise(ctx.actor, "replay:use");
  const { actor } = ctx;
  const seesUrl = actor.kind === "system" || can(actor.role, "settings:manage_house");
  const rows = await ctx.db.read((tx) =>
    tx
      .select()
      .from(candidateServers)
      .where(isNull(candidateServers.removedAt))
      .orderBy(asc(candidateServers.role), asc(candidateServers.id))
      .all(),
  );
  return rows.map(({ id, role, name, model, url }) => ({ id, role, name, model, url: seesUrl ? url : null }));
}

/** Adds a server; whether it answers was asked before. Throws AppError `conflict` when the name is taken. */
export async function addCandidateServer(
  ctx: RecordsContext,
  input: z.input<typeof candidateServerSchema>,
): Promise<{ candidateId: number }> {
  authorise(ctx.actor, "settings:manage_house");
  const server = parseInput(candidateServerSchema, input);
  return ctx.db.write((tx) => {
    requireFreeName(tx, server.name);
    const after = tx
      .insert(candidateServers)
      .values({ ...server, createdAt: ctx.nowS() })
      .returning()
      .get();
    const act = { action: "candidate_server.add", entity: "candidate_server", entityId: after.id } as const;
    appendAudit(tx, ctx, { ...act, before: null, after });
    return { candidateId: after.id };
  });
}

const whichSchema = z.object({ candidateId: z.number().int().positive() });
type Which = z.input<typeof whichSchema>;

/** Takes a server off the list; the runs that used it keep its name. Throws AppError `not_found`. */
export async function removeCandidateServer(ctx: RecordsContext, input: Which): Promise<void> {
  authorise(ctx.actor, "settings:manage_house");
  const { candidateId } = parseInput(whichSchema, input);
  await ctx.db.write((tx) => {
    const before = candidateServerIn(tx, candidateId);
    if (!before) throw new AppError("not_found");
    setRemoved(tx, candidateId, ctx.nowS());
    const act = { action: "candidate_server.remove", entity: "candidate_server", entityId: candidateId } as const;
    appendAudit(tx, ctx, { ...act, before, after: null });
  });
}

/** Takes the removal back. Throws AppError `not_found`, and `conflict` when another has its name now. */
export async function restoreCandidateServer(ctx: RecordsContext, input: Which): Promise<void> {
  authorise(ctx.actor, "settings:manage_house");
  const { candidateId } = parseInput(whichSchema, input);
  await ctx.db.write((tx) => {
    const server = tx.select().from(candidateServers).where(eq(candidateServers.id, candidateId)).get();
    if (!server) throw new AppError("not_found");
    if (server.removedAt === null) return;
    requireFreeName(tx, server.name);
    setRemoved(tx, candidateId, null);
    const act = { action: "candidate_server.add", entity: "candidate_server", entityId: candidateId } as const;
    appendAudit(tx, ctx, { ...act, before: null, after: { ...server, removedAt: null } });
  });
}

function setRemoved(tx: Transaction, id: number, removedAt: number | null): void {
  tx.update(candidateServers).set({ removedAt }).where(eq(candidateServers.id, id)).run();
}

function requireFreeName(tx: Transaction, wanted: string): void {
  const present = tx.select().from(candidateServers).where(isNull(candidateServers.removedAt)).all();
  if (present.some(({ name }) => name.toLowerCase() === wanted.toLowerCase())) throw new AppError("conflict");
}

/** For verbs with an open transaction: the server's row, undefined once it is off the list. */
export function candidateServerIn(tx: Transaction, id: number): typeof candidateServers.$inferSelect | undefined {
  const isListed = and(eq(candidateServers.id, id), isNull(candidateServers.removedAt));
  return tx.select().from(candidateServers).where(isListed).get();
}
