import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { userSettings } from "../../../drizzle/schema";
import { settingKeys } from "../../../lib/settings";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";

const inputSchema = z.object({ key: z.enum(settingKeys) });

/** Forgets one of the acting person's own settings, so that its default holds again. */
export async function forgetSetting(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "settings:write_own");
  const { userId } = requirePerson(ctx.actor);
  const { key } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    tx.delete(userSettings)
      .where(and(eq(userSettings.userId, userId), eq(userSettings.key, key)))
      .run();
  });
}
