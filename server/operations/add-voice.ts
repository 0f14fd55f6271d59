import { z } from "zod";
import { AppError } from "../../lib/errors";
import { languageSchema } from "../../lib/languages";
import {
  profileNameSchema,
  profileVisibilities,
  referenceTextSchema,
  speakerNameSchema,
} from "../../lib/voice-profiles/profile";
import { parseInput } from "../access/parse";
import type { RecordsContext } from "../records/context";
import { beginDraft } from "../records/voice-profiles/begin-draft";
import { changeDraft } from "../records/voice-profiles/change-draft";
import { discardDraft } from "../records/voice-profiles/discard-draft";
import { saveProfile } from "../records/voice-profiles/save-profile";

const inputSchema = z.object({
  name: profileNameSchema,
  /** What is said in the recording; without it our recogniser's words count. */
  text: referenceTextSchema.optional(),
  language: languageSchema.default("zh-TW"),
  speaker_name: speakerNameSchema.optional(),
  visibility: z.enum(profileVisibilities).default("private"),
});

/** The text fields of an upload, as they came. */
export type AddVoiceFields = Readonly<Record<string, string>>;

export type AddVoice = (
  ctx: RecordsContext,
  input: { fields: AddVoiceFields; uploadPath: string; signal: AbortSignal },
) => Promise<{ profileId: number }>;

/**
 * Adds a voice in one step, for programs: the upload becomes a reference, is judged, and is saved as waiting for its
 * consent. Throws what the verbs of a draft throw; nothing is left behind then.
 */
export function createAddVoice({
  jobFinished,
}: {
  /** Resolves when a job of the queue is over, or rejects with what it failed with. */
  jobFinished: (jobId: number) => Promise<unknown>;
}): AddVoice {
  return async (ctx, { fields, uploadPath, signal }) => {
    const { name, text, language, speaker_name: speakerName, visibility } = parseInput(inputSchema, fields);
    const { profileId, jobId } = await beginDraft(ctx, { language, uploadPath });
    try {
      if (text) await changeDraft(ctx, { profileId, text });
      await changeDraft(ctx, { profileId, name, visibility, ...(speakerName && { speakerName }) });
      await jobFinished(jobId);
      if (signal.aborted) throw new AppError("request_timeout");
      await saveProfile(ctx, { profileId, name, waitsForConsent: true });
      return { profileId };
    } catch (error) {
      await discardDraft(ctx, { profileId }).catch(() => undefined);
      throw error;
    }
  };
}
