import type { NextRequest } from "next/server";
import { AppError } from "@/lib/errors";
import { trialRequestSchema } from "@/lib/voice-profiles/trials";
import { parseInput } from "@/server/access/parse";
import type { RecordsContext } from "@/server/records/context";
import { findTrial, listTrials } from "@/server/records/voice-trials/find-trial";
import { requestTrial } from "@/server/records/voice-trials/request-trial";
import { getRuntime } from "@/server/web/runtime";
import { authenticatedRoute } from "../../../authenticated-route";
import { idInPath } from "../../../id-in-path";
import { jsonBody } from "../../../json-body";
import { privateJson } from "../../../private-json";

type Params = { profileId: string };
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<Params>({ GET: list, POST: ask });

/** One's own trials of the voice, newest first: `TrialView[]`. */
async function list(_request: NextRequest, ctx: RecordsContext, { profileId }: Params): Promise<Response> {
  return privateJson(await listTrials(ctx, { profileId: idInPath(profileId) }));
}

/** `{text, mode: "fast" | "hq"}` → 202 and the `TrialView` that waits for its turn. */
async function ask(request: NextRequest, ctx: RecordsContext, params: Params): Promise<Response> {
  const wanted = parseInput(trialRequestSchema, await jsonBody(request));
  const profileId = idInPath(params.profileId);
  if (!getRuntime().speech().canClone) throw new AppError("cloning_unavailable");
  const trial = await findTrial(ctx, { jobId: await requestTrial(ctx, { ...wanted, profileId }) });
  const headers = {
    "Cache-Control": "private, no-store",
    Location: `/api/voice-profiles/${profileId}/trials/${trial.job.id}`,
  };
  return Response.json(trial, { status: 202, headers });
}
