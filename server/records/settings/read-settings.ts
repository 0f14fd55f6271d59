import { eq } from "drizzle-orm";
import { userSettings } from "../../../drizzle/schema";
import { type Settings, settingKeys, settingSchemas } from "../../../lib/settings";
import { authorise, requirePerson } from "../../access/actor";
import type { RecordsContext } from "../context";

/**
 * The acting person's settings. Stored values that this version can't parse are left out. Reading needs the permission
 * to write: it is the one permission for having settings of one's own.
 */
export async function readSettings(ctx: RecordsContext): Promise<Settings> {
  authorise(ctx.actor, "settings:write_own");
  const { userId } = requirePerson(ctx.actor);
  const rows = await ctx.db.read((tx) => tx.select().from(userSettings).where(eq(userSettings.userId, userId)).all());
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  const valid = settingKeys.flatMap((key) => {
    const result = settingSchemas[key].safeParse(stored.get(key));
    return result.success ? [[key, result.data]] : [];
  });
  return Object.fromEntries(valid);
}
