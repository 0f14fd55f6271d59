import { desc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { personas, personaVersions, users } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { PersonaDetail, PersonaVersionName, PersonaView } from "../../../lib/personas/persona";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { named, newestVersion, personaViews, versionFields } from "./persona-rows";

/** Every persona by its newest version; retired ones too. */
export async function listPersonas(ctx: RecordsContext): Promise<PersonaView[]> {
  authorise(ctx.actor, "settings:manage_house");
  return ctx.db.read(personaViews);
}

const idSchema = z.number().int().positive();

/** One persona with all its versions. Throws AppError `not_found`. */
export async function findPersona(ctx: RecordsContext, input: { personaId: number }): Promise<PersonaDetail> {
  authorise(ctx.actor, "settings:manage_house");
  const personaId = parseInput(idSchema, input.personaId);
  return ctx.db.read((tx) => {
    const { prompts } = newestVersion(tx, personaId);
    const versions = tx
      .select(versionFields)
      .from(personaVersions)
      .leftJoin(users, eq(users.id, personaVersions.userId))
      .where(eq(personaVersions.personaId, personaId))
      .orderBy(desc(personaVersions.version))
      .all()
      .map(named);
    const [newest] = versions;
    const row = tx.select().from(personas).where(eq(personas.id, personaId)).get();
    if (!newest || !row) throw new AppError("not_found");
    return { persona_id: personaId, is_retired: row.retiredAt !== null, newest, prompts, versions };
  });
}

/** What one version says, for its comparison with the newest. Throws AppError `not_found`. */
export async function readPersonaVersion(
  ctx: RecordsContext,
  input: { versionId: number },
): Promise<Pick<typeof personaVersions.$inferSelect, "personaId" | "version" | "name" | "prompts">> {
  authorise(ctx.actor, "settings:manage_house");
  const versionId = parseInput(idSchema, input.versionId);
  const row = await ctx.db.read((tx) =>
    tx.select().from(personaVersions).where(eq(personaVersions.id, versionId)).get(),
  );
  if (!row) throw new AppError("not_found");
  const { personaId, version, name, prompts } = row;
  return { personaId, version, name, prompts };
}

const versionIdsSchema = z.array(idSchema).max(200);

/** How these versions are called; those that never were are left out. */
export async function namePersonaVersions(
  ctx: RecordsContext,
  input: { versionIds: number[] },
): Promise<Record<number, PersonaVersionName>> {
  authorise(ctx.actor, "settings:manage_house");
  const versionIds = parseInput(versionIdsSchema, input.versionIds);
  const { id, personaId, version, name } = personaVersions;
  const rows = await ctx.db.read((tx) =>
    tx.select({ id, persona_id: personaId, version, name }).from(personaVersions).where(inArray(id, versionIds)).all(),
  );
  return Object.fromEntries(rows.map(({ id: versionId, ...named }) => [versionId, named]));
}
