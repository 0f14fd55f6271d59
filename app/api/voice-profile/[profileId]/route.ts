import { getRuntime } from "@/server/web/runtime";
import { authenticatedRoute } from "../../authenticated-route";
import { idInPath } from "../../id-in-path";

/** Ends a voice for good: `{success: true}` once nothing of it is left but its certificates. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ profileId: string }>({
  DELETE: async (_request, ctx, params) => {
    await getRuntime().endVoice(ctx, { profileId: idInPath(params.profileId), reason: "deleted" });
    return Response.json({ success: true });
  },
});
