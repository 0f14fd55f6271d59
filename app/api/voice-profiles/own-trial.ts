import { AppError } from "@/lib/errors";
import type { TrialView } from "@/lib/voice-profiles/trials";
import type { RecordsContext } from "@/server/records/context";
import { findTrial } from "@/server/records/voice-trials/find-trial";
import { idInPath } from "../id-in-path";

export interface TrialParams {
  profileId: string;
  jobId: string;
}

/** The trial at an address, if it is of that voice. Throws AppError `not_found`, also for another person's. */
export async function trialAt(ctx: RecordsContext, { profileId, jobId }: TrialParams): Promise<TrialView> {
  const trial = await findTrial(ctx, { jobId: idInPath(jobId) });
  if (trial.profile_id !== idInPath(profileId)) throw new AppError("not_found");
  return trial;
}
