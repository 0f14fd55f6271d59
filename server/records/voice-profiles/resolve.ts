import { z } from "zod";
import { AppError } from "../../../lib/errors";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";

const inputSchema = z.object({ profileId: z.number().int().nonnegative() });

/** What a model needs to speak with a cloned voice. */
export interface ReferenceVoice {
  profileId: number;
  /** Absolute path of the recording. */
  referenceAudioPath: string;
  /** Exactly what is said in it. */
  referenceText: string;
}

/**
 * The recording of a voice profile, for a person who may use it. Throws AppError `profile_not_ready` for a profile that
 * is missing, not theirs to use, or without consent.
 */
export async function resolveVoiceProfile(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<ReferenceVoice> {
  authorise(ctx.actor, "chat:use");
  requirePerson(ctx.actor);
  parseInput(inputSchema, input);
  // `voice_profiles` has no column for the owner or the consent yet: until it does, nobody may use any profile.
  throw new AppError("profile_not_ready");
}
