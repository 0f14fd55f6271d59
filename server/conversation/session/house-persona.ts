import { builtinPersona, type PersonaInUse } from "../../../lib/personas/persona";
import type { RecordsContext } from "../../records/context";
import { readPersonaInUse } from "../../records/personas/persona-in-use";

/** The persona as it was read last, for all conversations of a database. */
const known = new WeakMap<RecordsContext["db"], PersonaInUse>();

/**
 * Who answers, read for each turn: so a change holds from the next turn on, also in a conversation that is under way. A
 * turn need not fail for want of it.
 */
export const housePersona = (ctx: RecordsContext) => async (): Promise<PersonaInUse> => {
  const before = known.get(ctx.db) ?? builtinPersona;
  const persona = await readPersonaInUse(ctx, before).catch(() => before);
  known.set(ctx.db, persona);
  return persona;
};
