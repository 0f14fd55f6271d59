import { cancelJob } from "@/server/records/jobs/cancel-job";
import { authenticatedRoute } from "../../../../authenticated-route";
import { privateJson } from "../../../../private-json";
import { type TrialParams, trialAt } from "../../../own-trial";

/** How far a trial is, and what came of it: `TrialView`. DELETE stops one that waits or runs. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<TrialParams>({
  GET: async (_request, ctx, params) => privateJson(await trialAt(ctx, params)),
  DELETE: async (_request, ctx, params) => {
    await cancelJob(ctx, { jobId: (await trialAt(ctx, params)).job.id });
    return new Response(null, { status: 204 });
  },
});
