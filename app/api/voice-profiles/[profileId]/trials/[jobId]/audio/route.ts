import { trialAudioPath } from "@/server/records/voice-trials/find-trial";
import { authenticatedRoute } from "../../../../../authenticated-route";
import { sendWav } from "../../../../../send-file";
import { type TrialParams, trialAt } from "../../../../own-trial";

/** A trial's sound as WAV, for a day; honours Range. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<TrialParams>({
  GET: async (request, ctx, params) =>
    sendWav(request, await trialAudioPath(ctx, { jobId: (await trialAt(ctx, params)).job.id })),
});
