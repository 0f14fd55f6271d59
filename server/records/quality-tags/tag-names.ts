import { ne } from "drizzle-orm";
import { z } from "zod";
import { qualityTags } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { longestTagName } from "../../../lib/feedback";
import { textSchema } from "../../../lib/text";
import type { Transaction } from "../../platform/db/database";

const name = textSchema.trim().min(1).max(longestTagName);
export const tagNamesSchema = z.object({ nameZh: name, nameEn: name });

/**
 * Throws AppError `conflict` when another tag has one of the names, whatever the case; retired ones count, because they
 * are still on turns.
 */
export function requireFreeNames(
  tx: Transaction,
  { nameZh, nameEn }: z.output<typeof tagNamesSchema>,
  ownId?: number,
): void {
  const others = tx
    .select()
    .from(qualityTags)
    .where(ownId === undefined ? undefined : ne(qualityTags.id, ownId))
    .all();
  const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  if (others.some((tag) => isSame(tag.nameZh, nameZh) || isSame(tag.nameEn, nameEn))) throw new AppError("conflict");
}
