import { desc, eq } from "drizzle-orm";
import { turnDetails } from "../../../drizzle/schema";
import { type Language, languageSchema } from "../../../lib/languages";
import { authorise, requirePerson } from "../../access/actor";
import type { RecordsContext } from "../context";

/** The language of the acting person's newest turn; null for somebody who never talked. */
export async function lastLanguage(ctx: RecordsContext): Promise<Language | null> {
  authorise(ctx.actor, "chat:use");
  const { userId } = requirePerson(ctx.actor);
  const newest = await ctx.db.read((tx) =>
    tx
      .select({ language: turnDetails.language })
      .from(turnDetails)
      .where(eq(turnDetails.userId, userId))
      .orderBy(desc(turnDetails.conversationId))
      .limit(1)
      .get(),
  );
  return languageSchema.safeParse(newest?.language).data ?? null;
}
