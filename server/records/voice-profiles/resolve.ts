import { z } from "zod";
import { AppError } from "../../../lib/errors";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { profileFile } from "./profile-files";
import { stateOf, type VoiceRows, voiceRows } from "./profile-rows";

const inputSchema = z.object({ profileId: z.number().int().nonnegative() });

/** What a model needs to speak with a cloned voice. */
export interface ReferenceVoice {
  profileId: number;
  /** Absolute path of the recording. */
  referenceAudioPath: string;
  /** Exactly what is said in it. */
  referenceText: string;
  /** SHA-256 of the recording, hex. */
  referenceSha256: string;
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
  const person = requirePerson(ctx.actor);
  const { profileId } = parseInput(inputSchema, input);
  return referenceOf(ctx, await ctx.db.read((tx) => usableVoiceFor(tx, person.userId, profileId)));
}

/** For verbs with an open transaction. Throws AppError `profile_not_ready`, as above. */
export function usableVoiceFor(tx: Transaction, userId: number, profileId: number): VoiceRows {
  const rows = usableVoice(tx, profileId);
  const isTheirs = rows?.details.ownerUserId === userId || rows?.details.visibility === "house";
  if (!rows || !isTheirs) throw new AppError("profile_not_ready");
  return rows;
}

/** The rows of a voice with consent; null for any other. */
export function usableVoice(tx: Transaction, profileId: number): VoiceRows | null {
  const rows = voiceRows(tx, profileId);
  return rows && stateOf(rows) === "ready" ? rows : null;
}

export function referenceOf(ctx: RecordsContext, { details }: VoiceRows): ReferenceVoice {
  return {
    profileId: details.id,
    referenceAudioPath: profileFile(ctx, details.id, "reference.wav"),
    referenceText: details.text,
    referenceSha256: details.referenceSha256 ?? "",
  };
}
