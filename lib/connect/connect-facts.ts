import type { CertificateFacts } from "./own-certificate";

/** What a device needs to know to reach this server. */
export interface ConnectFacts {
  /** Where other devices on the network reach it (scheme, host and port), the best first; empty when none can. */
  origins: string[];
  port: number;
  /** What devices trust to get no warning; null where there is nothing to install. */
  authority: AuthorityFacts | null;
  /** The certificate that is served; null without HTTPS. */
  certificate: CertificateFacts | null;
  /** Set where the server runs inside WSL2 on Windows. */
  wsl: WslNetwork | null;
  /** It listens on this machine's own address alone: others reach it through a proxy on this machine, or not at all. */
  isLocalOnly: boolean;
}

/** The authority of this server's machine, as people compare it. */
export interface AuthorityFacts {
  /** The name that devices show. */
  name: string;
  /** SHA-256, in groups of four digits. */
  fingerprint: string;
}

/**
 * How Windows connects WSL2 to the network. `mirrored`: other devices reach it by Windows' own address. `nat`: they
 * don't, unless Windows forwards the port to `address`, which WSL2 changes with each start.
 */
export interface WslNetwork {
  mode: "mirrored" | "nat";
  address: string | null;
}

/** The first page that a new device opens. It needs no trust yet, so it is plain HTTP where there is an authority. */
export function firstPageOf(origin: string, { authority }: Pick<ConnectFacts, "authority">): string {
  return `${authority ? origin.replace(/^https:/, "http:") : origin}/connect`;
}
