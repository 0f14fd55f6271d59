import { readTrend } from "@/server/records/replays/trend";
import { authenticatedRoute } from "../../../authenticated-route";
import { idInPath } from "../../../id-in-path";
import { privateJson } from "../../../private-json";

/** The last finished runs of a set, oldest first: `TrendPoint[]`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ setId: string }>({
  GET: async (_request, ctx, params) => privateJson(await readTrend(ctx, { setId: idInPath(params.setId) })),
});
