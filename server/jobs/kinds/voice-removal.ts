import { removeVoiceFiles } from "../../records/voice-profiles/remove-files";
import { removeTrialsOf } from "../../records/voice-trials/trial-work";
import type { JobHandlers } from "../runner";

/** Removes the files of a profile whose rows are gone, and what was spoken in it on trial. */
export const voiceRemovalJob: JobHandlers["voice_removal"] = async ({ job, ctx }) => {
  const { profileId } = job.payload;
  await removeTrialsOf(ctx, profileId);
  await removeVoiceFiles(ctx, profileId);
  return null;
};
