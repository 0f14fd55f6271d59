import { X509Certificate } from "node:crypto";
import { type CertificateProblem, type OwnCertificate, ownCertificateSchema } from "../../lib/connect/own-certificate";
import { AppError } from "../../lib/errors";
import { authorise } from "../access/actor";
import { parseInput } from "../access/parse";
import { appendAudit } from "../records/audit";
import type { RecordsContext } from "../records/context";

/** What serves certificates; see server/web/certificates/certificates.ts. */
interface ServedCertificates {
  current(): { cert: string; source: string };
  use(own: OwnCertificate | null): Promise<CertificateProblem | null>;
}

/**
 * Serves a company's certificate from now on, or this machine's own again (null), without a restart. Resolves with what
 * is wrong with it, and changes nothing then. Throws AppError `conflict` where settings name the certificate or switch
 * HTTPS off.
 */
export async function serveCertificate(
  ctx: RecordsContext,
  input: OwnCertificate | null,
  served: ServedCertificates | null,
): Promise<CertificateProblem | null> {
  authorise(ctx.actor, "settings:manage_house");
  const own = parseInput(ownCertificateSchema.nullable(), input);
  if (!served || served.current().source === "files") throw new AppError("conflict");
  const before = factsOf(served.current().cert);
  const problem = await served.use(own);
  if (problem) return problem;
  const after = factsOf(served.current().cert);
  const action = own ? "certificate.use" : "certificate.drop";
  await ctx.db.write((tx) => appendAudit(tx, ctx, { action, entity: "certificate", entityId: 1, before, after }));
  return null;
}

function factsOf(cert: string) {
  const { fingerprint256, validTo } = new X509Certificate(cert);
  return { fingerprint: fingerprint256, validTo };
}
