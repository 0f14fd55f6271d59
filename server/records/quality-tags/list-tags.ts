import { asc } from "drizzle-orm";
import { qualityTags } from "../../../drizzle/schema";
import type { QualityTag } from "../../../lib/feedback";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";

/** Every tag, retired ones too, in the order in which they were added. People see those on their own turns. */
export async function listTags(ctx: RecordsContext): Promise<QualityTag[]> {
  authorise(ctx.actor, "history:read_own");
  const rows = await ctx.db.read((tx) => tx.select().from(qualityTags).orderBy(asc(qualityTags.id)).all());
  return rows.map(tagOfRow);
}

export function tagOfRow({ id, nameZh, nameEn, retiredAt }: typeof qualityTags.$inferSelect): QualityTag {
  return { id, name_zh: nameZh, name_en: nameEn, retired: retiredAt !== null };
}
