import { findCertificate } from "@/server/records/consents/certificates";
import { authenticatedRoute } from "../../authenticated-route";
import { privateJson } from "../../private-json";

/** The lasting record of one consent: `CertificateView`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ consentId: string }>({
  GET: async (_request, ctx, params) => privateJson(await findCertificate(ctx, params)),
});
