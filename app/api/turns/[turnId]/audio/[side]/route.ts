import { turnAudioPath } from "@/server/records/turns/find-turn-audio";
import { authenticatedRoute } from "../../../../authenticated-route";
import { sendWav } from "./send-wav";

/** One side of a turn (`user` or `reply`) as WAV; honours Range, so that players can seek. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ turnId: string; side: string }>({
  GET: async (request, ctx, params) =>
    sendWav(await turnAudioPath(ctx, params), request.headers.get("range"), request.method === "HEAD"),
});
