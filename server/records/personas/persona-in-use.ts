import { z } from "zod";
import { AppError } from "../../../lib/errors";
import { builtinPersona, type PersonaInUse } from "../../../lib/personas/persona";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { inOneTransaction, type RecordsContext } from "../context";
import { house } from "../settings/house";
import { usableVersion } from "./persona-rows";

/**
 * Who answers now: `known` itself when that is it, since a version never changes. Everybody who may talk may know it.
 */
export async function readPersonaInUse(
  ctx: RecordsContext,
  known: PersonaInUse = builtinPersona,
): Promise<PersonaInUse> {
  authorise(ctx.actor, "chat:use");
  return ctx.db.read((tx) => {
    const versionId = house.valueIn(tx, "personaVersion");
    if (versionId === known.versionId) return known;
    const version = versionId === null ? null : usableVersion(tx, versionId);
    return version ? { versionId: version.id, prompts: version.prompts } : builtinPersona;
  });
}

const versionSchema = z.number().int().positive().nullable();
const inputSchema = z.object({
  versionId: versionSchema,
  /** Which one answered as far as whoever chooses has seen. */
  basedOn: versionSchema,
});

/**
 * Lets this version of a persona answer everybody from their next turn on; null: the one that comes with AVATAR. Throws
 * AppError `not_found`, also for one of a retired persona, and `conflict` where another one answers by now than the
 * choice is based on.
 */
export async function choosePersona(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "settings:manage_house");
  const { versionId, basedOn } = parseInput(inputSchema, input);
  await inOneTransaction(ctx, async (joined) => {
    const { versionId: inUse } = await readPersonaInUse(joined);
    if (inUse !== versionId && inUse !== basedOn) throw new AppError("conflict");
    if (versionId === null) return house.unset(joined, { key: "personaVersion" });
    if (!(await joined.db.read((tx) => usableVersion(tx, versionId)))) throw new AppError("not_found");
    await house.save(joined, { key: "personaVersion", value: versionId });
  });
}
