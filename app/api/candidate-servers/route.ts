import { listCandidateServers } from "@/server/records/replays/candidate-servers";
import { authenticatedRoute } from "../authenticated-route";
import { privateJson } from "../private-json";

/** The servers that runs may try: `CandidateServer[]`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (_, ctx) => privateJson(await listCandidateServers(ctx)),
});
