import { profileAudioPath } from "@/server/records/voice-profiles/profile-audio";
import { authenticatedRoute } from "../../../../authenticated-route";
import { idInPath } from "../../../../id-in-path";
import { sendWav } from "../../../../send-file";

interface Params {
  profileId: string;
  which: string;
}

/** One of a voice's recordings (`reference`, a draft's whole `recording`, or the spoken `consent`) as WAV. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<Params>({
  GET: async (request, ctx, { profileId, which }) =>
    sendWav(request, await profileAudioPath(ctx, { profileId: idInPath(profileId), which })),
});
