import { and, count, desc, eq, isNull } from "drizzle-orm";
import { personas, personaVersions, users } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { PersonaVersionView, PersonaView } from "../../../lib/personas/persona";
import type { Transaction } from "../../platform/db/database";

export type VersionRow = typeof personaVersions.$inferSelect;

/** What a version shows beside its texts. */
export const versionFields = {
  version_id: personaVersions.id,
  version: personaVersions.version,
  name: personaVersions.name,
  by: users.username,
  at: personaVersions.createdAt,
  restores: personaVersions.restores,
};

/** Every persona by its newest version, in the order in which they were made. */
export function personaViews(tx: Transaction): PersonaView[] {
  const rows = tx
    .select({ personaId: personas.id, retiredAt: personas.retiredAt, ...versionFields })
    .from(personaVersions)
    .innerJoin(personas, eq(personas.id, personaVersions.personaId))
    .leftJoin(users, eq(users.id, personaVersions.userId))
    .orderBy(personas.id, desc(personaVersions.version))
    .all();
  const newest = new Map(rows.toReversed().map((row) => [row.personaId, row]));
  return [...newest.values()].toReversed().map(({ personaId, retiredAt, ...version }) => ({
    persona_id: personaId,
    is_retired: retiredAt !== null,
    newest: named(version),
  }));
}

/** An account that is gone has no name. */
export const named = (version: Omit<PersonaVersionView, "by"> & { by: string | null }): PersonaVersionView => ({
  ...version,
  by: version.by ?? "–",
});

/** Throws AppError `not_found`. */
export function newestVersion(tx: Transaction, personaId: number): VersionRow {
  const row = tx
    .select()
    .from(personaVersions)
    .where(eq(personaVersions.personaId, personaId))
    .orderBy(desc(personaVersions.version))
    .get();
  if (!row) throw new AppError("not_found");
  return row;
}

export function countPersonas(tx: Transaction): number {
  return tx.select({ of: count() }).from(personas).where(isNull(personas.retiredAt)).get()?.of ?? 0;
}

/** The version, unless there is none or its persona is retired. */
export function usableVersion(tx: Transaction, versionId: number): VersionRow | null {
  const row = tx
    .select({ version: personaVersions })
    .from(personaVersions)
    .innerJoin(personas, eq(personas.id, personaVersions.personaId))
    .where(and(eq(personaVersions.id, versionId), isNull(personas.retiredAt)))
    .get();
  return row?.version ?? null;
}
