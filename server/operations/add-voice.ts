import { z } from "zod";
import { AppError } from "../../lib/errors";
import { languageSchema } from "../../lib/languages";
import {
  profileNameSchema,
  profileVisibilities,
  referenceTextSchema,
  speakerNameSchema,
} from "../../lib/voice-profiles/profile";
import { authorise } from "../access/actor";
import { parseInput } from "../access/parse";
import type { RecordsContext } from "../records/context";
import { beginDraft } from "../records/voice-profiles/begin-draft";
import { changeDraft } from "../records/voice-profiles/change-draft";
import { discardDraft } from "../records/voice-profiles/discard-draft";
import { saveProfile } from "../records/voice-profiles/save-profile";
import type { AttachConsent } from "./attach-consent";
import type { EndVoice } from "./end-voice";

const inputSchema = z.object({
  name: profileNameSchema,
  /** What is said in the recording; without it our recogniser's words count. */
  text: referenceTextSchema.optional(),
  language: languageSchema.default("zh-TW"),
  speaker_name: speakerNameSchema.optional(),
  visibility: z.enum(profileVisibilities).default("private"),
});

/** The text fields of an upload, as they came. */
export type AddVoiceFields = Readonly<Partial<Record<string, string>>>;

export type AddVoice = (
  ctx: RecordsContext,
  input: {
    fields: AddVoiceFields;
    uploadPath: string;
    /** A written consent, which administrators may bring along. */
    written?: { path: string; purpose: string; documentName: string } | undefined;
    signal: AbortSignal;
  },
) => Promise<{ profileId: number }>;

/**
 * Adds a voice in one step, for programs: the upload becomes a reference, is judged, and is saved as waiting for its
 * consent, unless a written one comes along. Throws what the verbs throw; nothing is left behind then.
 */
export function createAddVoice({
  jobFinished,
  attachConsent,
  endVoice,
}: {
  attachConsent: AttachConsent;
  endVoice: EndVoice;
  /** Resolves when a job of the queue is over, or rejects with what it failed with. */
  jobFinished: (jobId: number) => Promise<unknown>;
}): AddVoice {
  return async (ctx, { fields, uploadPath, written, signal }) => {
    if (written) authorise(ctx.actor, "voice:manage_all");
    const { name, text, language, speaker_name: speakerName, visibility } = parseInput(inputSchema, fields);
    const { profileId, jobId } = await beginDraft(ctx, { language, uploadPath, origin: "request" });
    try {
      if (text) await changeDraft(ctx, { profileId, text });
      await changeDraft(ctx, { profileId, name, visibility, ...(speakerName && { speakerName }) });
      await jobFinished(jobId);
      if (signal.aborted) throw new AppError("request_timeout");
      await saveProfile(ctx, { profileId, name, waitsForConsent: true });
    } catch (error) {
      await discardDraft(ctx, { profileId }).catch(() => undefined);
      throw error;
    }
    if (!written) return { profileId };
    try {
      const { path, ...said } = written;
      await attachConsent(ctx, { profileId, speakerName: speakerName ?? "", uploadPath: path, ...said });
    } catch (error) {
      await endVoice(ctx, { profileId, reason: "deleted" });
      throw error;
    }
    return { profileId };
  };
}
