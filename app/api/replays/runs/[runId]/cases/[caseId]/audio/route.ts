import { resultAudioPath } from "@/server/records/replays/result-audio";
import { authenticatedRoute } from "../../../../../../authenticated-route";
import { idInPath } from "../../../../../../id-in-path";
import { sendWav } from "../../../../../../send-file";

/** The reply of a run to one case as WAV; `repeat` counts from 0. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ runId: string; caseId: string }>({
  async GET(request, ctx, params) {
    const repeat = new URL(request.url).searchParams.get("repeat") ?? "0";
    const key = { runId: idInPath(params.runId), caseId: idInPath(params.caseId) };
    return sendWav(request, await resultAudioPath(ctx, { ...key, repeat: repeat === "0" ? 0 : idInPath(repeat) }));
  },
});
