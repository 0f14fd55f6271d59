import { listCertificates } from "@/server/records/consents/certificates";
import { authenticatedRoute } from "../../../authenticated-route";
import { idInPath } from "../../../id-in-path";
import { privateJson } from "../../../private-json";

/** A voice's certificates, also of one that ended: `CertificateView[]`, newest first. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ profileId: string }>({
  GET: async (_request, ctx, params) =>
    privateJson(await listCertificates(ctx, { profileId: idInPath(params.profileId) })),
});
