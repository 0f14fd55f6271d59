import { X509Certificate } from "node:crypto";
import type { Server as HttpsServer } from "node:https";
import type { CertificateProblem, CertificateSource, OwnCertificate } from "../../../lib/connect/own-certificate";
import type { Logger } from "../../platform/observability/logger";
import type { WebSettings } from "../settings";
import type { KeyedCertificate } from "./make-certificates";
import { certificateProblem, dropUploaded, keepUploaded, readOwnCertificate, readUploaded } from "./own-certificate";
import { ensureServerCertificate, type ServerCertificate } from "./server-certificate";

/** How often the addresses, the days left and the files of a company's certificate are looked at. */
const lookEveryMs = 30_000;

export interface CurrentCertificate extends ServerCertificate {
  source: CertificateSource;
}

export type CertificateSettings = Pick<WebSettings, "tlsCert" | "tlsKey">;

/** The certificate that HTTPS is served with. It is renewed while the server runs. */
export interface Certificates {
  current(): CurrentCertificate;
  /** Looks again at once. Never rejects: the certificate that is served stays when there is no better one. */
  look(): Promise<void>;
  /**
   * Serves a company's certificate from now on, or this machine's own again (null). Resolves with what is wrong with it,
   * and changes nothing then.
   */
  use(own: OwnCertificate | null): Promise<CertificateProblem | null>;
  /** Keeps `server` at the current certificate; connections that are open keep theirs. */
  serveOn(server: HttpsServer): void;
  onChange(listener: () => void): void;
  close(): void;
}

/**
 * Opens the certificate: the one that AVATAR_TLS_CERT and AVATAR_TLS_KEY name, else the one that an administrator has
 * uploaded, else one of this machine's authority, kept in `folder`, for `hosts` (certificateHosts). Rejects when the
 * named files can't be served. From then on it follows the machine's addresses, the end of its validity, and changes of
 * the named files.
 */
export async function openCertificates(
  settings: CertificateSettings,
  { folder, hosts, logger }: { folder: string; hosts: () => readonly string[]; logger: Logger },
): Promise<Certificates> {
  const servers: HttpsServer[] = [];
  const listeners: (() => void)[] = [];
  let unusableUpload: string | null = null;
  let current = await read(null);
  let lastAct: Promise<void> = Promise.resolve();

  async function read(before: CurrentCertificate | null): Promise<CurrentCertificate> {
    const { tlsCert, tlsKey } = settings;
    if (tlsCert !== null && tlsKey !== null) {
      const own = await readOwnCertificate({ cert: tlsCert, key: tlsKey });
      return { ...own, authority: null, change: null, source: "files" };
    }
    const uploaded = await readUploadedOrTell(before);
    if (uploaded) return { ...uploaded, authority: null, change: null, source: "uploaded" };
    return { ...(await ensureServerCertificate(folder, hosts())), source: "authority" };
  }

  /** An upload that can't be served must not keep the server from starting. One that is served stays meanwhile. */
  async function readUploadedOrTell(before: CurrentCertificate | null): Promise<KeyedCertificate | null> {
    try {
      return await readUploaded(folder);
    } catch (error) {
      if (before?.source === "uploaded") throw error;
      if (unusableUpload !== String(error)) logger.error("certificate_upload_unusable", { error });
      unusableUpload = String(error);
      return null;
    }
  }

  async function refresh(): Promise<void> {
    const found = await read(current);
    if (found.cert === current.cert && found.key === current.key) return;
    for (const server of servers) server.setSecureContext(contextOf(found));
    current = found;
    logger.info("certificate_changed", { source: found.source, valid_to: new X509Certificate(found.cert).validTo });
    for (const listener of listeners) listener();
  }

  /** One after the other: whoever asks gets what is there now, not what an earlier look has read. */
  function inTurn(act: () => Promise<void>): Promise<void> {
    const acted = lastAct.then(act);
    lastAct = acted.catch(() => undefined);
    return acted;
  }

  // A file may be half written: what is served stays, and the next look comes soon.
  const look = () => inTurn(refresh).catch((error: unknown) => logger.warn("certificate_not_read", { error }));

  const timer = setInterval(() => void look(), lookEveryMs).unref();
  return {
    current: () => current,
    look,
    async use(own) {
      const problem = own && certificateProblem(own, Date.now());
      if (problem) return problem;
      await inTurn(async () => {
        await (own ? keepUploaded(folder, own) : dropUploaded(folder));
        await refresh();
      });
      return null;
    },
    serveOn: (server) => {
      servers.push(server);
      server.setSecureContext(contextOf(current));
    },
    onChange: (listener) => void listeners.push(listener),
    close: () => clearInterval(timer),
  };
}

const contextOf = ({ key, cert }: KeyedCertificate) => ({ key, cert });
