import type { TextToSpeech } from "../../inference/contract";
import { profileFile } from "../../records/voice-profiles/profile-files";
import { removeVoiceFiles } from "../../records/voice-profiles/remove-files";
import { removeTrialsOf } from "../../records/voice-trials/trial-work";
import type { JobHandlers } from "../runner";

/** Removes the files of a profile whose rows are gone, what was spoken in it on trial, and what the model keeps of it. */
export function createVoiceRemoval(tts: Pick<TextToSpeech, "forgetVoice">): JobHandlers["voice_removal"] {
  return async ({ job, ctx }) => {
    const { profileId } = job.payload;
    await removeTrialsOf(ctx, profileId);
    await removeVoiceFiles(ctx, profileId);
    await tts.forgetVoice?.({ profileId, referenceAudioPath: profileFile(ctx, profileId, "reference.wav") });
    return null;
  };
}
