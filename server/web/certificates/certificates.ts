import { X509Certificate } from "node:crypto";
import type { Server as HttpsServer } from "node:https";
import type { Logger } from "../../platform/observability/logger";
import type { WebSettings } from "../settings";
import type { KeyedCertificate } from "./make-certificates";
import { readOwnCertificate } from "./own-certificate";
import { ensureServerCertificate, type ServerCertificate } from "./server-certificate";

/** How often the addresses, the days left and the files of a company's certificate are looked at. */
const lookEveryMs = 30_000;

export interface CurrentCertificate extends ServerCertificate {
  /** Whose it is: this machine's own authority's, or a company's, named by the settings. */
  source: "authority" | "files";
}

export type CertificateSettings = Pick<WebSettings, "tlsCert" | "tlsKey">;

/** The certificate that HTTPS is served with. It is renewed while the server runs. */
export interface Certificates {
  current(): CurrentCertificate;
  /** Looks again at once. Never rejects: the certificate that is served stays when there is no better one. */
  look(): Promise<void>;
  /** Keeps `server` at the current certificate; connections that are open keep theirs. */
  serveOn(server: HttpsServer): void;
  onChange(listener: () => void): void;
  close(): void;
}

/**
 * Opens the certificate: the one that AVATAR_TLS_CERT and AVATAR_TLS_KEY name, else one of this machine's authority,
 * kept in `folder`, for `hosts` (certificateHosts). Rejects when the named files can't be served. From then on it follows the machine's addresses, the
 * end of its validity, and changes of the named files.
 */
export async function openCertificates(
  settings: CertificateSettings,
  { folder, hosts, logger }: { folder: string; hosts: () => readonly string[]; logger: Logger },
): Promise<Certificates> {
  const servers: HttpsServer[] = [];
  const listeners: (() => void)[] = [];
  let current = await read();
  let looking: Promise<void> | null = null;

  async function read(): Promise<CurrentCertificate> {
    const { tlsCert, tlsKey } = settings;
    if (tlsCert !== null && tlsKey !== null) {
      const own = await readOwnCertificate({ cert: tlsCert, key: tlsKey });
      return { ...own, authority: null, change: null, source: "files" };
    }
    return { ...(await ensureServerCertificate(folder, hosts())), source: "authority" };
  }

  async function lookOnce(): Promise<void> {
    try {
      const found = await read();
      if (found.cert === current.cert && found.key === current.key) return;
      current = found;
      for (const server of servers) server.setSecureContext(contextOf(found));
      logger.info("certificate_changed", { source: found.source, valid_to: new X509Certificate(found.cert).validTo });
      for (const listener of listeners) listener();
    } catch (error) {
      // A file may be half written: what is served stays, and the next look comes soon.
      logger.warn("certificate_not_read", { error });
    }
  }

  function look(): Promise<void> {
    looking ??= lookOnce().finally(() => {
      looking = null;
    });
    return looking;
  }

  const timer = setInterval(() => void look(), lookEveryMs).unref();
  return {
    current: () => current,
    look,
    serveOn: (server) => {
      servers.push(server);
      server.setSecureContext(contextOf(current));
    },
    onChange: (listener) => void listeners.push(listener),
    close: () => clearInterval(timer),
  };
}

const contextOf = ({ key, cert }: KeyedCertificate) => ({ key, cert });
