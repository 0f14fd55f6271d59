import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { AlertLines } from "../../lib/alerts/alert-room";
import type { Entrance } from "../../lib/audit/entrances";
import type { AppError, ErrorCode } from "../../lib/errors";
import type { ConfiguredLimits } from "../../lib/limits";
import type { SpeechAbilities } from "../../lib/speech-abilities";
import { createAccessWatch } from "../access/access-watch";
import type { Actor, UserActor } from "../access/actor";
import type { OpenAccess } from "../access/open";
import type { AccessSettings } from "../access/settings";
import type { TextToSpeech } from "../inference/contract";
import type { Operations } from "../operations/open";
import { serveCertificate } from "../operations/serve-certificate";
import { certificateFolder } from "../platform/files/data-folder-layout";
import { answerUnreadable } from "../platform/http/raw-answer";
import type { Logger } from "../platform/observability/logger";
import { logPrintedOutput } from "../platform/observability/printed-output";
import { readWsl } from "../platform/wsl";
import { noteRefusal } from "../records/audit-log/note-refusal";
import type { RecordsContext } from "../records/context";
import { incomingFolder } from "../records/voice-profiles/remove-files";
import { createHostCheck, namedHosts } from "./allowed-hosts";
import { answerAuthority } from "./authority-files";
import { type BannerFacts, banner } from "./banner";
import { openCertificates } from "./certificates/certificates";
import { certificateHosts } from "./certificates/server-certificate";
import { certificateFacts, readConnectFacts } from "./connect-facts";
import { type HealthSources, readHealth } from "./health";
import { createLiveFeed } from "./live-feed/live-feed";
import type { MetricsEndpoint } from "./metrics";
import { createOnePort } from "./one-port";
import { pagesEntry } from "./pages-process/entry";
import { createPages, type Pages } from "./pages-process/pages";
import { answerPlainConnectPage } from "./plain-connect-page";
import { createRequestHandler, refusalOf } from "./request-handler";
import type { WebSettings } from "./settings";
import { createStaticFiles } from "./static-files";
import type { Terminal } from "./terminal";
import { createArrivals } from "./trusted-proxies";
import { createUploadReceiver } from "./uploads/receive-upload";
import { createVoiceUploads } from "./uploads/voice-uploads";

/** A pages' process above this size is replaced. 600 history pages, 20 at a time, grew one from 176 to 194 MiB. */
const maxPagesMiB = 512;

/** The web settings, and those of other wings that the pages' process needs. */
type WebConfig = WebSettings &
  Pick<AccessSettings, "loginLifetimeS"> & { dataDir: string; databasePath: string; limits: ConfiguredLimits };

/** Starts the pages' process early, so that it loads while the data folder and the models are prepared. */
export function openPages(
  { port, development }: Pick<WebSettings, "port" | "development">,
  projectRoot: string,
  logger: Logger,
): Pages {
  return createPages({
    entry: pagesEntry(),
    projectRoot,
    development,
    port,
    maxResidentBytes: maxPagesMiB * 1_048_576,
    onOutput: (streams) => logPrintedOutput(streams, { event: "pages_output", logger }),
    logger,
  });
}

/** What the pages' process and `/health` show of the running server, and how to learn of its changes. */
export interface LiveSources extends HealthSources {
  models: HealthSources["models"] & { onStatus(listener: () => void): unknown };
  voice: HealthSources["voice"] & { onLevel(listener: () => void): unknown };
  storage: HealthSources["storage"] & { onChange(listener: () => void): unknown };
  gpus: HealthSources["gpus"] & { onTtsCardUse(listener: () => void): unknown };
  tts: Pick<TextToSpeech, "voices">;
  speech: () => SpeechAbilities;
}

export interface WebOptions {
  projectRoot: string;
  pages: Pages;
  live: LiveSources;
  operations: Operations;
  /** What open dashboards show of the running server. */
  liveSnapshot: () => Promise<object>;
  contextFor: (actor: Actor) => RecordsContext;
  metrics: Omit<MetricsEndpoint, "authenticate">;
  access: Pick<OpenAccess, "authSecret" | "authenticate" | "standing" | "throttle">;
  logger: Logger;
  /** The lines of alerts that the environment sets, for pages. */
  alertLines: AlertLines;
  /** The log level for the pages' process. */
  logLevel: string;
}

/** The HTTP servers behind the one port, which does not listen yet. */
export interface OpenWeb {
  servers: (http.Server | https.Server)[];
  /** Why a request is not served where it arrived (request-handler.ts); null when it is. */
  refusalOf: (request: IncomingMessage) => ErrorCode | null;
  /** When the certificate that is served ends, ms since the epoch; null: none is. */
  certificateEndsMs(): number | null;
  /** The text for the person at the terminal; call it after `listen`. */
  banner(firstAdmin: BannerFacts["firstAdmin"], terminal: Terminal): string;
  /** Resolves with the port number once connections are accepted. */
  listen(): Promise<number>;
  /** Stops accepting connections. */
  close(): void;
  closeAllConnections(): void;
}

/**
 * Creates the port: HTTP and HTTPS side by side, the host check, `/health`, `/metrics`, static files, and pages for
 * everything else. It also lets the pages' process open the data, and pushes changes of the live state to it.
 */
export async function openWeb(settings: WebConfig, options: WebOptions): Promise<OpenWeb> {
  const { projectRoot, pages, live, access, operations } = options;
  const health = () => readHealth(live);
  const { host, development } = settings;
  const noteArrival = createArrivals(settings.trustedProxies, (address) =>
    options.logger.warn("forwarded_headers_ignored", { address, advice: "AVATAR_TRUSTED_PROXIES, docs/proxy.md" }),
  );
  const isAllowedHost = createHostCheck(namedHosts(settings));
  const builtFiles = [
    { folder: join(projectRoot, ".next/static"), urlPath: "/_next/static/", immutable: true },
    { folder: join(projectRoot, "public"), urlPath: "/", immutable: false },
  ];
  const accessWatch = createAccessWatch({ ...access.standing, nowMs: Date.now, logger: options.logger });
  const noteRefused = (via: Entrance) => (actor: UserActor, refusal: AppError) => {
    noteRefusal(options.contextFor(actor), refusal, via).catch((error: unknown) => {
      options.logger.error("refusal_not_audited", { error });
    });
  };
  const liveFeed = createLiveFeed({
    read: options.liveSnapshot,
    authenticate: access.authenticate,
    access: accessWatch,
    onRefused: noteRefused("feed"),
    logger: options.logger,
  });
  const onRequest = createRequestHandler({
    health,
    isAllowedHost,
    noteArrival,
    https: settings.https,
    metrics: { ...options.metrics, authenticate: access.authenticate, onRefused: noteRefused("metrics") },
    ...(!development && { staticFiles: createStaticFiles(builtFiles) }),
    uploads: createVoiceUploads({
      receiver: createUploadReceiver(),
      authenticate: access.authenticate,
      contextFor: options.contextFor,
      operations,
      folder: join(settings.dataDir, incomingFolder),
      logger: options.logger,
    }),
    liveFeed: liveFeed.handle,
    connect: {
      authority: (request, response) => answerAuthority(request, response, certificates?.current().authority ?? null),
      plainPage: (request, response) =>
        answerPlainConnectPage(request, response, { facts: connectFacts(), projectRoot }),
    },
    pages: pages.handle,
  });
  const folder = join(settings.dataDir, certificateFolder);
  const [certificates, wsl] = await Promise.all([
    settings.https
      ? openCertificates(settings, { folder, hosts: () => certificateHosts(settings), logger: options.logger })
      : null,
    readWsl(process.env),
  ]);
  const requestOptions = { requireHostHeader: false };
  const plain = answerUnreadable(http.createServer(requestOptions, onRequest));
  const secure = certificates && answerUnreadable(https.createServer(requestOptions, onRequest));
  if (secure) certificates?.serveOn(secure);
  const servers = secure ? [plain, secure] : [plain];
  // Without a listener Node asks for every body at once, also for one that is refused by its announced length.
  for (const server of servers) server.on("checkContinue", onRequest);
  const port = createOnePort(plain, secure);

  const connectFacts = () => {
    const open = port.address() as AddressInfo | null;
    const current = certificates?.current() ?? null;
    const certificate = current && certificateFacts(current);
    const sources = { port: open?.port ?? settings.port, authority: current?.authority ?? null, wsl, certificate };
    return readConnectFacts(settings, sources);
  };
  const liveState = () => ({
    health: health(),
    voices: live.tts.voices(),
    speech: live.speech(),
    connect: connectFacts(),
  });
  const { dataDir, databasePath, loginLifetimeS, limits } = settings;
  pages.allowData(
    {
      settings: {
        ...{ dataDir, databasePath, loginLifetimeS, limits, authSecret: access.authSecret },
        ...{ logLevel: options.logLevel, alertLines: options.alertLines },
      },
      verbs: {
        loginAttempt: ({ username, address }) => access.throttle.attempt(username, address),
        endVoice: ({ person, input }) => operations.endVoice(options.contextFor(person), input),
        voiceChanged: ({ profileId }) => operations.voiceChanged(profileId),
        conversationDeleted: async ({ sessionId }) => operations.conversationDeleted(sessionId),
        voiceSample: async ({ personId, request }) =>
          Buffer.from(await operations.voiceSample(personId, request)).toString("base64"),
        lexiconSample: async (request) => Buffer.from(await operations.lexiconSample(request)).toString("base64"),
        personaTrial: operations.personaTrial,
        checkServer: operations.checkServer,
        runModels: operations.runModels,
        askToLeave: ({ person, input }) => operations.askToLeave(options.contextFor(person), input),
        serveCertificate: ({ person, input }) => serveCertificate(options.contextFor(person), input, certificates),
        alertsNow: ({ person }) => operations.alertsNow(options.contextFor(person)),
        endSession: ({ person, input }) => operations.endSession(options.contextFor(person), input),
        controlModel: ({ person, input }) => operations.controlModel(options.contextFor(person), input),
        loginSucceeded: ({ username, address }) => access.throttle.succeeded(username, address),
      },
    },
    liveState(),
  );
  const publish = () => pages.publish(liveState());
  live.models.onStatus(publish);
  live.storage.onChange(publish);
  live.voice.onLevel(publish);
  live.gpus.onTtsCardUse(publish);
  certificates?.onChange(publish);
  return {
    servers,
    refusalOf(request) {
      noteArrival(request);
      return refusalOf(request, { isAllowedHost, https: settings.https });
    },
    banner(firstAdmin, terminal) {
      const hasNewAuthority = certificates?.current().change === "new_authority";
      return banner({ https: settings.https, host, connect: connectFacts(), hasNewAuthority, firstAdmin }, terminal);
    },
    certificateEndsMs: () => certificates && Date.parse(new X509Certificate(certificates.current().cert).validTo),
    async listen() {
      port.listen(settings.port, host);
      await once(port, "listening");
      // From now on the port's number is known, where any free one was asked for.
      publish();
      return (port.address() as AddressInfo).port;
    },
    close() {
      liveFeed.close();
      accessWatch.close();
      certificates?.close();
      port.close();
    },
    closeAllConnections() {
      for (const server of servers) server.closeAllConnections();
    },
  };
}
