import { eq } from "drizzle-orm";
import { z } from "zod";
import { qualityTags } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { requireFreeNames, tagNamesSchema } from "./tag-names";

const tagId = z.number().int().positive();
const renameSchema = tagNamesSchema.extend({
  tagId,
  /** Its names as far as whoever renames it has seen. */
  basedOn: z.object({ nameZh: z.string(), nameEn: z.string() }),
});
const retireSchema = z.object({ tagId, isRetired: z.boolean() });

/**
 * Renames a tag, also where it is on turns already. Throws AppError `not_found`, and `conflict` for a name that is taken
 * or where it has other names by now than those that the new ones are based on.
 */
export async function renameTag(ctx: RecordsContext, input: z.input<typeof renameSchema>): Promise<void> {
  authorise(ctx.actor, "settings:manage_house");
  const { tagId, basedOn, ...names } = parseInput(renameSchema, input);
  await ctx.db.write((tx) => {
    const before = tagIn(tx, tagId);
    if (before.nameZh === names.nameZh && before.nameEn === names.nameEn) return;
    if (before.nameZh !== basedOn.nameZh || before.nameEn !== basedOn.nameEn) throw new AppError("conflict");
    requireFreeNames(tx, names, tagId);
    save(tx, ctx, before, { action: "quality_tag.rename", changes: names });
  });
}

/** Takes a tag out of the choice, or back in; turns that have it keep it. Throws AppError `not_found`. */
export async function retireTag(ctx: RecordsContext, input: z.input<typeof retireSchema>): Promise<void> {
  authorise(ctx.actor, "settings:manage_house");
  const { tagId, isRetired } = parseInput(retireSchema, input);
  await ctx.db.write((tx) => {
    const before = tagIn(tx, tagId);
    if ((before.retiredAt !== null) === isRetired) return;
    save(tx, ctx, before, {
      action: "quality_tag.retire",
      changes: { retiredAt: isRetired ? ctx.nowS() : null },
    });
  });
}

type Row = typeof qualityTags.$inferSelect;

function tagIn(tx: Transaction, tagId: number): Row {
  const tag = tx.select().from(qualityTags).where(eq(qualityTags.id, tagId)).get();
  if (!tag) throw new AppError("not_found");
  return tag;
}

interface Change {
  action: "quality_tag.rename" | "quality_tag.retire";
  changes: Partial<Row>;
}

function save(tx: Transaction, ctx: RecordsContext, before: Row, { action, changes }: Change): void {
  tx.update(qualityTags).set(changes).where(eq(qualityTags.id, before.id)).run();
  const after = { ...before, ...changes };
  appendAudit(tx, ctx, { action, entity: "quality_tag", entityId: before.id, before, after });
}
