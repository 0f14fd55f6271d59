import { discardDraft } from "@/server/records/voice-profiles/discard-draft";
import { findDraft } from "@/server/records/voice-profiles/find-draft";
import { authenticatedRoute } from "../../authenticated-route";
import { idInPath } from "../../id-in-path";
import { privateJson } from "../../private-json";

/** One of one's own drafts. GET: it with the job that prepares it, `DraftView`. DELETE discards it: `{success: true}`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ profileId: string }>({
  GET: async (_request, ctx, params) => privateJson(await findDraft(ctx, { profileId: idInPath(params.profileId) })),
  DELETE: async (_request, ctx, params) => {
    await discardDraft(ctx, { profileId: idInPath(params.profileId) });
    return Response.json({ success: true });
  },
});
