import { certificateDocument } from "@/server/records/consents/certificates";
import { authenticatedRoute } from "../../../authenticated-route";
import { sendDownload } from "../../../send-file";

/** The file of a written consent, as a download. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ consentId: string }>({
  GET: async (request, ctx, params) => sendDownload(request, await certificateDocument(ctx, params)),
});
