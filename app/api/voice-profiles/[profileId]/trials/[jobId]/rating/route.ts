import { ratingSchema } from "@/lib/voice-profiles/trials";
import { parseInput } from "@/server/access/parse";
import { rateTrial } from "@/server/records/voice-trials/rate-trial";
import { authenticatedRoute } from "../../../../../authenticated-route";
import { jsonBody } from "../../../../../json-body";
import { privateJson } from "../../../../../private-json";
import { type TrialParams, trialAt } from "../../../../own-trial";

/** `{score: 1–10, isBlind}`: how much the trial is like its reference, once for each trial; → its `TrialView`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<TrialParams>({
  PUT: async (request, ctx, params) => {
    const rating = parseInput(ratingSchema, await jsonBody(request));
    await rateTrial(ctx, { ...rating, jobId: (await trialAt(ctx, params)).job.id });
    return privateJson(await trialAt(ctx, params));
  },
});
