import { z } from "zod";
import { userSettings } from "../../../drizzle/schema";
import { type SettingKey, type SettingValue, settingKeys, settingSchemas } from "../../../lib/settings";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";

export type SaveSettingInput = { [Key in SettingKey]: { key: Key; value: SettingValue<Key> } }[SettingKey];

/** Saves one of the acting person's own settings; the value replaces the old one as a whole. */
export async function saveSetting(ctx: RecordsContext, input: SaveSettingInput): Promise<void> {
  authorise(ctx.actor, "settings:write_own");
  const { userId } = requirePerson(ctx.actor);
  const { key } = parseInput(z.object({ key: z.enum(settingKeys) }), input);
  const value = parseInput(settingSchemas[key], input.value);
  await ctx.db.write((tx) => writeSetting(tx, userId, { key, value } as SaveSettingInput));
}

/** For verbs that know a person's setting from what that person does. */
export function writeSetting(tx: Transaction, userId: number, { key, value }: SaveSettingInput): void {
  tx.insert(userSettings)
    .values({ userId, key, value })
    .onConflictDoUpdate({ target: [userSettings.userId, userSettings.key], set: { value } })
    .run();
}
