import { z } from "zod";

/** Whose certificate is served: this machine's own authority's, or a company's, named by settings or uploaded. */
export type CertificateSource = "authority" | "files" | "uploaded";

/** Why a company's certificate can't be served. */
export type CertificateProblem = "not_pem" | "other_key" | "key_not_readable" | "not_servable" | "nameless" | "expired";

/** A company's certificate with its chain, and its key; both PEM. */
export const ownCertificateSchema = z.object({ cert: z.string().max(100_000), key: z.string().max(20_000) });
export type OwnCertificate = z.infer<typeof ownCertificateSchema>;

/** The certificate that is served, as pages show it. */
export interface CertificateFacts {
  source: CertificateSource;
  /** Unix seconds. */
  valid_to: number;
  /** The names and addresses that it covers, as it writes them. */
  names: string[];
}
