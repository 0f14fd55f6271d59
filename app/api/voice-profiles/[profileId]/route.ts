import { findProfile } from "@/server/records/voice-profiles/find-profile";
import { authenticatedRoute } from "../../authenticated-route";
import { idInPath } from "../../id-in-path";
import { privateJson } from "../../private-json";

/** One voice with where it was used: `ProfileDetail`; 404 also for somebody else's private one. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ profileId: string }>({
  GET: async (_request, ctx, params) => privateJson(await findProfile(ctx, { profileId: idInPath(params.profileId) })),
});
