import { eq } from "drizzle-orm";
import { z } from "zod";
import { voiceConsents } from "../../../drizzle/schema";
import { can } from "../../../lib/auth/permissions";
import { AppError } from "../../../lib/errors";
import type { CertificateView } from "../../../lib/voice-profiles/views";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { noteLook } from "../audit-log/note-look";
import type { RecordsContext } from "../context";
import { type ConsentRow, maySee, newestFirst, voiceRows } from "../voice-profiles/profile-rows";
import { consentSummary, languageOf, userName } from "../voice-profiles/profile-views";
import { documentPath } from "./consent-files";

const inputSchema = z.object({ consentId: z.string() });

/**
 * The lasting record of a consent, also of one that ended. For whoever brought the voice or was logged in, for those who
 * may use the voice, and for administrators. Throws AppError `not_found`.
 */
export async function findCertificate(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<CertificateView> {
  authorise(ctx.actor, "voice:use");
  const { consentId } = parseInput(inputSchema, input);
  return ctx.db.read((tx) => certificateView(tx, readable(tx, ctx, consentId)));
}

/** The certificates that the person may read, newest first; those of one voice, or all. */
export async function listCertificates(
  ctx: RecordsContext,
  input: { profileId?: number } = {},
): Promise<CertificateView[]> {
  authorise(ctx.actor, "voice:use");
  const { profileId } = parseInput(z.object({ profileId: z.number().int().positive().optional() }), input);
  return ctx.db.read((tx) =>
    tx
      .select()
      .from(voiceConsents)
      .where(profileId === undefined ? undefined : eq(voiceConsents.profileId, profileId))
      .orderBy(newestFirst)
      .all()
      .filter((row) => mayRead(tx, ctx, row))
      .map((row) => certificateView(tx, row)),
  );
}

/** Absolute path and name of a written consent, for administrators and whoever brought the voice. */
export async function certificateDocument(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<{ path: string; name: string }> {
  authorise(ctx.actor, "voice:use");
  const { consentId } = parseInput(inputSchema, input);
  const row = await ctx.db.read((tx) => readable(tx, ctx, consentId));
  const { userId, role } = requirePerson(ctx.actor);
  if (row.method !== "written" || !(can(role, "voice:manage_all") || row.ownerUserId === userId)) {
    throw new AppError("not_found");
  }
  const { ownerUserId, profileId } = row;
  const look = { action: "consent.read", entity: "consent", entityId: consentId, after: { profileId } } as const;
  await noteLook(ctx, { ...look, subjectUserId: ownerUserId });
  return { path: documentPath(ctx, consentId), name: row.evidenceName ?? consentId };
}

function readable(tx: Transaction, ctx: RecordsContext, consentId: string): ConsentRow {
  const row = tx.select().from(voiceConsents).where(eq(voiceConsents.id, consentId)).get();
  if (!row || !mayRead(tx, ctx, row)) throw new AppError("not_found");
  return row;
}

function mayRead(tx: Transaction, { actor }: RecordsContext, row: ConsentRow): boolean {
  if (actor.kind === "system" || can(actor.role, "voice:manage_all")) return true;
  if (row.ownerUserId === actor.userId || row.byUserId === actor.userId) return true;
  const rows = voiceRows(tx, row.profileId);
  return rows !== null && maySee(actor, rows);
}

function certificateView(tx: Transaction, row: ConsentRow): CertificateView {
  const named = (userId: number | null) => (userId === null ? "" : userName(tx, userId));
  return {
    ...consentSummary(tx, row),
    profile_id: row.profileId,
    profile_name: row.profileName,
    owner: userName(tx, row.ownerUserId),
    language: languageOf(row.language),
    reference_sha256: row.referenceSha256,
    sentence: row.sentence,
    heard: row.heard,
    scores: row.scores,
    evidence_sha256: row.evidenceSha256,
    evidence_name: row.evidenceName,
    evidence_url: row.method === "written" ? `/api/consents/${row.id}/document` : null,
    model: row.modelName === null ? null : { name: row.modelName, licence: row.modelLicence },
    decision:
      row.decidedAt === null
        ? null
        : { by: named(row.decidedByUserId), reason: row.decisionReason ?? "", at: row.decidedAt },
    ended: row.endedAt === null ? null : { by: named(row.endedByUserId), reason: row.endReason ?? "", at: row.endedAt },
  };
}
