import { eq } from "drizzle-orm";
import { z } from "zod";
import { voiceConsents } from "../../../drizzle/schema";
import { can } from "../../../lib/auth/permissions";
import { AppError } from "../../../lib/errors";
import type { CertificateView } from "../../../lib/voice-profiles/views";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { noteLook, noteLooks } from "../audit-log/note-look";
import type { RecordsContext } from "../context";
import { type ConsentRow, maySee, newestFirst, voiceRows } from "../voice-profiles/profile-rows";
import { consentSummary, languageOf, userName } from "../voice-profiles/profile-views";
import { documentPath } from "./consent-files";

const inputSchema = z.object({ consentId: z.string() });

/**
 * The lasting record of a consent, also of one that ended. For whoever brought the voice or was logged in, for those who
 * may use the voice, and for administrators, whose look at another person's is recorded. Throws AppError `not_found`.
 */
export async function findCertificate(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<CertificateView> {
  authorise(ctx.actor, "voice:use");
  const { consentId } = parseInput(inputSchema, input);
  const { view, looks } = await ctx.db.read((tx) => {
    const row = readable(tx, ctx, consentId);
    return { view: certificateView(tx, row), looks: looksAt(tx, ctx, [row]) };
  });
  await noteLooks(
    ctx,
    looks.map((look) => ({ ...look, entityId: consentId })),
  );
  return view;
}

/** The certificates that the person may read, newest first; those of one voice, or all. A look as `findCertificate`. */
export async function listCertificates(
  ctx: RecordsContext,
  input: { profileId?: number } = {},
): Promise<CertificateView[]> {
  authorise(ctx.actor, "voice:use");
  const { profileId } = parseInput(z.object({ profileId: z.number().int().positive().optional() }), input);
  const { views, looks } = await ctx.db.read((tx) => {
    const rows = readableRows(tx, ctx, profileId);
    return { views: rows.map((row) => certificateView(tx, row)), looks: looksAt(tx, ctx, rows) };
  });
  await noteLooks(
    ctx,
    looks.map((look) => ({ ...look, entityId: "list" })),
  );
  return views;
}

/** What the voices of these certificates are or were called, by their ids: no more of them than that. */
export async function namesOfConsentedVoices(ctx: RecordsContext): Promise<{ profileId: number; name: string }[]> {
  authorise(ctx.actor, "voice:use");
  const rows = await ctx.db.read((tx) => readableRows(tx, ctx, undefined));
  return rows.map(({ profileId, profileName: name }) => ({ profileId, name }));
}

function readableRows(tx: Transaction, ctx: RecordsContext, profileId: number | undefined): ConsentRow[] {
  return tx
    .select()
    .from(voiceConsents)
    .where(profileId === undefined ? undefined : eq(voiceConsents.profileId, profileId))
    .orderBy(newestFirst)
    .all()
    .filter((row) => mayRead(tx, ctx, row));
}

/** The looks at what other people said: one for each who brought such a voice, but for voices that everybody may use. */
function looksAt(tx: Transaction, { actor }: RecordsContext, rows: readonly ConsentRow[]) {
  if (actor.kind !== "user") return [];
  const ofOthers = rows.filter(({ byUserId, profileId }) => {
    return byUserId !== actor.userId && voiceRows(tx, profileId)?.details.visibility !== "house";
  });
  const owners = new Set(ofOthers.map(({ ownerUserId }) => ownerUserId));
  return [...owners].map((subjectUserId) => {
    return { action: "consent.read", entity: "consent", subjectUserId } as const;
  });
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
