import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { personas, personaVersions } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { type PersonaTexts, personaSchema } from "../../../lib/personas/persona";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { countPersonas, newestVersion, personaViews } from "./persona-rows";

/** Far more than anybody keeps apart. */
const mostPersonas = 100;

export interface SavedVersion {
  personaId: number;
  versionId: number;
  version: number;
}

/** Makes a persona with its first version; nobody is answered by it yet. Throws AppError `conflict` for a name that is taken. */
export async function createPersona(ctx: RecordsContext, input: PersonaTexts): Promise<SavedVersion> {
  authorise(ctx.actor, "settings:manage_house");
  const { userId } = requirePerson(ctx.actor);
  const texts = parseInput(personaSchema, input);
  return ctx.db.write((tx) => {
    if (countPersonas(tx) >= mostPersonas)
      throw new AppError("invalid_input", `There are at most ${mostPersonas} personas.`);
    requireFreeName(tx, texts.name, null);
    const createdAt = ctx.nowS();
    const { personaId } = tx.insert(personas).values({ createdAt }).returning({ personaId: personas.id }).get();
    const saved = addVersion(tx, { personaId, version: 1, ...texts, userId, createdAt });
    const act = { action: "persona.create", entity: "persona", entityId: personaId } as const;
    appendAudit(tx, ctx, { ...act, before: null, after: { version: 1 } });
    return saved;
  });
}

const changeSchema = personaSchema.extend({
  personaId: z.number().int().positive(),
  /** The newest version that the person saw. */
  basedOn: z.number().int().positive(),
  /** The earlier version whose texts these are. */
  restores: z.number().int().positive().nullable().default(null),
});

/**
 * Makes a new version of a persona; where nothing differs from the newest one, there is none. Who answers now stays as
 * it is. Throws AppError `not_found`, and `conflict` when somebody saved another version meanwhile or the name is taken.
 */
export async function changePersona(ctx: RecordsContext, input: z.input<typeof changeSchema>): Promise<SavedVersion> {
  authorise(ctx.actor, "settings:manage_house");
  const { userId } = requirePerson(ctx.actor);
  const { personaId, basedOn, restores, ...texts } = parseInput(changeSchema, input);
  return ctx.db.write((tx) => {
    const newest = newestVersion(tx, personaId);
    if (newest.version !== basedOn) throw new AppError("conflict");
    if (isDeepStrictEqual({ name: newest.name, prompts: newest.prompts }, texts))
      return { personaId, versionId: newest.id, version: newest.version };
    requireFreeName(tx, texts.name, personaId);
    const version = newest.version + 1;
    const saved = addVersion(tx, { personaId, version, ...texts, userId, restores, createdAt: ctx.nowS() });
    appendAudit(tx, ctx, {
      ...{ action: "persona.change", entity: "persona", entityId: personaId },
      before: { version: newest.version },
      after: { version, ...(restores !== null && { restores }) },
    });
    return saved;
  });
}

function addVersion(tx: Transaction, row: typeof personaVersions.$inferInsert): SavedVersion {
  const { id: versionId } = tx.insert(personaVersions).values(row).returning({ id: personaVersions.id }).get();
  return { personaId: row.personaId, versionId, version: row.version };
}

function requireFreeName(tx: Transaction, name: string, ownId: number | null): void {
  const isTaken = personaViews(tx).some((each) => {
    return each.persona_id !== ownId && each.newest.name.toLowerCase() === name.toLowerCase();
  });
  if (isTaken) throw new AppError("conflict");
}
