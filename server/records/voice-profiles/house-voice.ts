import { z } from "zod";
import { AppError } from "../../../lib/errors";
import type { Language } from "../../../lib/languages";
import type { VoiceId } from "../../../lib/voices";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { inOneTransaction, type RecordsContext } from "../context";
import { house } from "../settings/house";
import { managedVoice, stateOf } from "./profile-rows";
import { builtinVoiceKeys, houseVoiceKeys, languageOf } from "./profile-views";
import { usableVoice } from "./resolve";

/** The voice that speaks to whoever chose none; null: the first one that comes with the model. */
export async function readHouseVoice(ctx: RecordsContext, language: Language): Promise<VoiceId | null> {
  authorise(ctx.actor, "chat:use");
  return ctx.db.read((tx) => {
    const profileId = house.valueIn(tx, houseVoiceKeys[language]);
    // It may have ended since it was chosen.
    const isUsable = profileId !== null && usableVoice(tx, profileId)?.details.visibility === "house";
    if (isUsable) return { kind: "profile", profileId };
    const name = house.valueIn(tx, builtinVoiceKeys[language]);
    return name === null ? null : { kind: "builtin", name };
  });
}

const profileId = z.number().int().positive();
const inputSchema = z.object({
  profileId,
  isDefault: z.boolean(),
  /** Whose voice spoke the language as far as whoever chooses has seen; null: one that comes with the model. */
  basedOn: profileId.nullable(),
});

/**
 * Makes a voice speak its language to whoever chose no voice, or (`isDefault` false) no longer; audited. Throws AppError
 * `not_found`, `profile_not_ready` for a voice that not everybody may use, and `conflict` where another one that
 * somebody brought speaks by now than the choice is based on.
 */
export async function chooseHouseVoice(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "settings:manage_house");
  const { profileId, isDefault, basedOn } = parseInput(inputSchema, input);
  await inOneTransaction(ctx, async (joined) => {
    const rows = await joined.db.read((tx) => managedVoice(tx, ctx.actor, profileId));
    if (isDefault && (stateOf(rows) !== "ready" || rows.details.visibility !== "house")) {
      throw new AppError("profile_not_ready", "It needs a consent, and everybody must be allowed to use it.");
    }
    const language = languageOf(rows.details.language);
    const key = houseVoiceKeys[language];
    const now = await readHouseVoice(joined, language);
    const speaks = now?.kind === "profile" ? now.profileId : null;
    if (isDefault && speaks !== profileId && speaks !== basedOn) throw new AppError("conflict");
    if (isDefault) await house.save(joined, { key, value: profileId });
    else if ((await house.read(joined, key)) === profileId) await house.unset(joined, { key });
  });
}
