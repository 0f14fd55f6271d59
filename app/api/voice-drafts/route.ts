import { listDrafts } from "@/server/records/voice-profiles/list-drafts";
import { authenticatedRoute } from "../authenticated-route";
import { privateJson } from "../private-json";

/** One's own voices that are being added: `DraftSummary[]`, newest first. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (_request, ctx) => privateJson(await listDrafts(ctx)),
});
