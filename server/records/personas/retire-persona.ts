import { eq } from "drizzle-orm";
import { z } from "zod";
import { personas } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { house } from "../settings/house";
import { newestVersion, usableVersion } from "./persona-rows";

const inputSchema = z.object({ personaId: z.number().int().positive(), isRetired: z.boolean() });

/**
 * Takes a persona out of those that can be chosen, or back. Its versions stay: turns were answered by them. Throws
 * AppError `not_found`, and `conflict` for the one that answers now.
 */
export async function retirePersona(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "settings:manage_house");
  const { personaId, isRetired } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    newestVersion(tx, personaId);
    const inUse = house.valueIn(tx, "personaVersion");
    if (isRetired && inUse !== null && usableVersion(tx, inUse)?.personaId === personaId)
      throw new AppError("conflict");
    const own = eq(personas.id, personaId);
    const before = tx.select().from(personas).where(own).get()?.retiredAt != null;
    if (before === isRetired) return;
    tx.update(personas)
      .set({ retiredAt: isRetired ? ctx.nowS() : null })
      .where(own)
      .run();
    appendAudit(tx, ctx, {
      ...{ action: isRetired ? "persona.retire" : "persona.restore", entity: "persona", entityId: personaId },
      before: { isRetired: before },
      after: { isRetired },
    });
  });
}
