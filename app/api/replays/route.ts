import { listSets } from "@/server/records/replays/list-sets";
import { authenticatedRoute } from "../authenticated-route";
import { privateJson } from "../private-json";

/** `[{id, name, version, …}]`: `ReplaySetSummary` of lib/replay/views, newest first. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (_request, ctx) => privateJson(await listSets(ctx)),
});
