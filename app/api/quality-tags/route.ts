import { listTags } from "@/server/records/quality-tags/list-tags";
import { authenticatedRoute } from "../authenticated-route";
import { privateJson } from "../private-json";

/** The house's tags, retired ones too: `QualityTag[]`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (_, ctx) => privateJson(await listTags(ctx)),
});
