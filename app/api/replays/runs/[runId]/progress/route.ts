import { readRunProgress } from "@/server/records/replays/run-progress";
import { authenticatedRoute } from "../../../../authenticated-route";
import { idInPath } from "../../../../id-in-path";
import { privateJson } from "../../../../private-json";

/** How far a run is, for whoever asks every second: `RunProgressView`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ runId: string }>({
  GET: async (_request, ctx, params) => privateJson(await readRunProgress(ctx, { runId: idInPath(params.runId) })),
});
