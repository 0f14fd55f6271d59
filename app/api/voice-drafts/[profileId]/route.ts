import { findDraft } from "@/server/records/voice-profiles/find-draft";
import { authenticatedRoute } from "../../authenticated-route";
import { idInPath } from "../../id-in-path";
import { privateJson } from "../../private-json";

/** One of one's own drafts with the job that prepares it: `DraftView`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ profileId: string }>({
  GET: async (_request, ctx, params) => privateJson(await findDraft(ctx, { profileId: idInPath(params.profileId) })),
});
