import type { z } from "zod";
import { qualityTags } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { requireFreeNames, tagNamesSchema } from "./tag-names";

/** Adds a tag to the house's list. Throws AppError `conflict` when a name is taken, also by a retired one. */
export async function addTag(ctx: RecordsContext, input: z.input<typeof tagNamesSchema>): Promise<{ tagId: number }> {
  authorise(ctx.actor, "settings:manage_house");
  const names = parseInput(tagNamesSchema, input);
  return ctx.db.write((tx) => {
    requireFreeNames(tx, names);
    const after = tx
      .insert(qualityTags)
      .values({ ...names, createdAt: ctx.nowS() })
      .returning()
      .get();
    appendAudit(tx, ctx, { action: "quality_tag.add", entity: "quality_tag", entityId: after.id, before: null, after });
    return { tagId: after.id };
  });
}
