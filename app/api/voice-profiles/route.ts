import { listProfiles } from "@/server/records/voice-profiles/list-profiles";
import { authenticatedRoute } from "../authenticated-route";
import { privateJson } from "../private-json";

/** `[{id, name, duration, …}]`: `ProfileView` of lib/voice-profiles/views, newest first. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (_request, ctx) => privateJson(await listProfiles(ctx)),
});
