import { findSet } from "@/server/records/replays/find-set";
import { authenticatedRoute } from "../../authenticated-route";
import { idInPath } from "../../id-in-path";
import { privateJson } from "../../private-json";

/** One set with its cases and runs: `ReplaySetView`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ setId: string }>({
  GET: async (_request, ctx, params) => privateJson(await findSet(ctx, { setId: idInPath(params.setId) })),
});
