import { findJob } from "@/server/records/jobs/find-job";
import { authenticatedRoute } from "../../authenticated-route";
import { idInPath } from "../../id-in-path";
import { privateJson } from "../../private-json";

/** How far a job is that the person asked for: `JobView`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ jobId: string }>({
  GET: async (_request, ctx, params) => privateJson(await findJob(ctx, { jobId: idInPath(params.jobId) })),
});
