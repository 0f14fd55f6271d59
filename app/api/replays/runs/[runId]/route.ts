import { compareRuns } from "@/server/records/replays/compare-runs";
import { authenticatedRoute } from "../../../authenticated-route";
import { idInPath } from "../../../id-in-path";
import { privateJson } from "../../../private-json";

/** A run beside its set's baseline, or beside `against`: another run, 0 for the turns as recorded. `RunComparison`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ runId: string }>({
  async GET(request, ctx, params) {
    const against = new URL(request.url).searchParams.get("against");
    const other = against === null ? undefined : against === "0" ? 0 : idInPath(against);
    return privateJson(await compareRuns(ctx, { runId: idInPath(params.runId), against: other }));
  },
});
