import { turnAudioPath } from "@/server/records/turns/find-turn-audio";
import { authenticatedRoute } from "../../../../authenticated-route";
import { sendWav } from "../../../../send-file";

/** One side of a turn (`user` or `reply`) as WAV. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ turnId: string; side: string }>({
  GET: async (request, ctx, params) => sendWav(request, await turnAudioPath(ctx, params)),
});
