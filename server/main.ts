import { once } from "node:events";
import { mkdirSync, statSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { type AddressInfo, isIP } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { modelRoles } from "../lib/protocol/server-messages";
import { createAccessWatch } from "./access/access-watch";
import type { Actor } from "./access/actor";
import { loadAuthSecret } from "./access/auth-secret";
import { authenticateRequest, type RequestCredentials } from "./access/authenticate-request";
import { createLoginThrottle } from "./access/login-throttle";
import { standingsOf } from "./access/standing";
import { banner } from "./banner";
import { type Config, loadConfig } from "./config/config";
import { primeReply } from "./conversation/pipeline/prime";
import { runTurn } from "./conversation/pipeline/run-turn";
import { createSessionManager } from "./conversation/session/session-manager";
import { ClientLimits } from "./conversation/transport/client-limits";
import { attachChatTransport } from "./conversation/transport/upgrade";
import { explainStartFailure } from "./explain-failure";
import { watchTogether } from "./inference/contract";
import { createEngines } from "./inference/engines/create-engines";
import { createWatchedVoiceDetector } from "./inference/engines/embedded/watched-voice-detector";
import { createNvidiaSmi } from "./inference/gpu/nvidia-smi";
import { watchGpus } from "./inference/gpu/watch-gpus";
import { openModelStore } from "./inference/models/model-store";
import { createModelProcesses, modelServers } from "./inference/processes/model-processes";
import { createAdmission } from "./inference/scheduling/admission";
import { createLeaseBroker } from "./inference/scheduling/lease-broker";
import { openVoice } from "./inference/scheduling/voice";
import { changeMarkOf } from "./platform/db/change-mark";
import { lockDataFolder } from "./platform/db/instance-lock";
import { serveFrom } from "./platform/db/serve-from";
import { answerUnreadable } from "./platform/http/raw-answer";
import { createLogFile } from "./platform/observability/log-file";
import { combineOutputs, createLogger, createLogOutput, type Logger } from "./platform/observability/logger";
import { createMetrics } from "./platform/observability/metrics";
import { logConsole, logPrintedOutput } from "./platform/observability/printed-output";
import { watchClock } from "./platform/self-check/clock";
import { newestTurnMs, touchDatabase } from "./platform/self-check/touch-database";
import { watchStorage } from "./platform/self-check/watch-storage";
import { keepStarting } from "./platform/timing/keep-starting";
import { packageVersion } from "./platform/version";
import type { ServiceContext } from "./records/context";
import { quarantineNotice } from "./records/data-folder/explain-refusal";
import { openDataFolder } from "./records/data-folder/open-data-folder";
import { tightenModes } from "./records/data-folder/private-modes";
import { createRecordings } from "./records/recordings/file-recordings";
import { reconcileRecordings } from "./records/recordings/reconcile";
import { ensureFirstAdmin } from "./records/users/ensure-first-admin";
import { installShutdown, type ShutdownStep } from "./shutdown";
import { readStartOptions, type StartOptions } from "./start-options";
import { createProgressDisplay } from "./tools/progress";
import { lanAddresses, localNames } from "./web/addresses";
import { createHostCheck } from "./web/allowed-hosts";
import { ensureCertificate } from "./web/certificate";
import { healthOf } from "./web/health";
import { createOnePort } from "./web/one-port";
import { pagesEntry } from "./web/pages-process/entry";
import { createPages } from "./web/pages-process/pages";
import { createRequestHandler, refusalOf } from "./web/request-handler";
import { createStaticFiles } from "./web/static-files";

const projectRoot = fileURLToPath(new URL("..", import.meta.url));
/** People in mid-turn when the server stops get this long; the shutdown's own deadline is longer. */
const finishTurnsMs = 8_000;
/** What can't be stored by then, because of a lock, is told as lost: the shutdown would be cut otherwise. */
const lastWritesMs = 10_000;
/** A pages' process of more than this is replaced; 600 history pages, 20 at a time, took one from 176 to 194. */
const maxPagesMiB = 512;
const builtFiles = [
  { folder: join(projectRoot, ".next/static"), urlPath: "/_next/static/", immutable: true },
  { folder: join(projectRoot, "public"), urlPath: "/", immutable: false },
];

async function main(config: Config, options: StartOptions, logger: Logger, steps: ShutdownStep[]): Promise<void> {
  // First of all: the pages load while the data and the models are prepared.
  const pages = createPages({
    entry: pagesEntry(),
    projectRoot,
    development: config.development,
    port: config.port,
    maxResidentBytes: maxPagesMiB * 1_048_576,
    onOutput: (streams) => logPrintedOutput(streams, { event: "pages_output", logger }),
    logger,
  });

  // Storage
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const unlockDataFolder = lockDataFolder(config.dataDir);
  const tightened = tightenModes(config.dataDir);
  if (tightened.length > 0) logger.info("data_folder_modes_tightened", { paths: tightened });
  const recordings = createRecordings(config.dataDir, logger);
  const tell = (text: string) => void process.stderr.write(text);
  const migrationsFolder = join(projectRoot, "drizzle/migrations");
  const builtMs = statSync(fileURLToPath(import.meta.url)).mtimeMs;
  const dataFolder = await openDataFolder({
    ...config,
    ...options,
    migrationsFolder,
    recordings,
    builtMs,
    logger,
    tell,
  });
  const { db, sqlite, guard, close: closeDatabase } = dataFolder;
  let serving: ReturnType<typeof serveFrom> | null = null;
  steps.unshift({
    name: "database",
    async run() {
      await Promise.all([guard.close(), serving?.close()]);
      closeDatabase();
      unlockDataFolder();
    },
  });
  const now = () => Math.floor(Date.now() / 1000);
  const contextFor = (actor: Actor): ServiceContext => ({ db, recordings, actor, now });
  const system = contextFor({ kind: "system" });
  const reconciled = await reconcileRecordings(system);
  logger[reconciled.quarantined > 0 ? "warn" : "info"]("recordings_reconciled", { ...reconciled });
  tell(quarantineNotice(config.dataDir, reconciled));
  guard.watch();

  serving = serveFrom(dataFolder, { onTrouble: (error) => logger.error("checkpointer_failed", { error }) });
  const storage = watchStorage({
    dataDir: config.dataDir,
    databasePath: config.databasePath,
    modelsDir: config.modelsDir,
    limits: config.diskRoom,
    touchDatabase: (really) => touchDatabase(db, really),
    databaseState: () => guard.state(),
    logger,
    now: monotonicMs,
  });
  const clock = watchClock({
    builtMs,
    newestTurnMs: () => newestTurnMs(db),
    logger,
    wallMs: Date.now,
    now: monotonicMs,
  });
  steps.unshift({
    name: "self-check",
    run() {
      storage.close();
      clock.close();
    },
  });

  // Models
  const { store, close: closeStore } = openModelStore(config, projectRoot, createProgressDisplay(), logger);
  const processes = await createModelProcesses(config, { store, projectRoot, logger });
  const engines = createEngines({ ...config, remote: modelServers(config, processes) }, { store, logger });
  const voiceDetector = createWatchedVoiceDetector({ store, logger });
  const watched = [voiceDetector, engines.stt, engines.llm, engines.tts];
  const { hosted } = processes;
  const gpus = watchGpus(config, {
    reader: createNvidiaSmi(),
    processes: { llm: hosted.llm?.process ?? null, tts: hosted.tts?.process ?? null },
    logger,
  });
  const starting = new AbortController();
  steps.unshift({
    name: "models",
    async run() {
      starting.abort();
      gpus.close();
      await voice.close();
      await Promise.all([...watched.map((model) => model.close()), processes.close()]);
      await closeStore();
    },
  });
  steps.unshift({ name: "pages", run: () => pages.close() });
  const models = watchTogether(watched);
  const health = () => ({
    ...healthOf(models.all(), voice.control.level(), storage.report()),
    gpu: gpus.health(),
    clock: clock.report(),
  });
  const metrics = createMetrics({
    version: packageVersion(projectRoot),
    sessions: () => ({ ...admission.counts(), connected: sessions.counts().connections }),
    modelCalls: () => leases.counts(),
    models: () => models.all(),
    restarts: () => modelRoles.map((role) => ({ role, restarts: hosted[role]?.process.status().restarts ?? 0 })),
    gpus: gpus.metrics,
    serviceLevel: () => voice.control.level().level,
    storage: storage.report,
    clock: clock.report,
    pages: pages.metrics,
  });

  // Conversations
  // vLLM and servers elsewhere take several calls at once; the workers of ours and the embedded models one after another.
  const slotsOf = (parallel: unknown) => (parallel ? config.maxSessions : 1);
  const { stt, llm, tts } = config.remote;
  const leases = createLeaseBroker({
    slots: { stt: slotsOf(stt), llm: slotsOf(llm ?? config.processes.llm), tts: slotsOf(tts) },
    embedded: modelRoles.filter((role) => !config.remote[role] && !config.processes[role]),
    now: monotonicMs,
    onCallEnded: metrics.modelCallEnded,
  });
  const voice = openVoice(config, {
    chosen: engines.tts,
    leases,
    store,
    process: hosted.tts?.process ?? null,
    logger,
    now: monotonicMs,
    onCallEnded: metrics.modelCallEnded,
  });
  voice.control.onLevel(metrics.serviceLevelChanged);
  gpus.onTtsCardUse(voice.control.vramUsed);
  const admission = createAdmission({
    maxSessions: config.maxSessions,
    idleSessionMs: config.idleSessionMs,
    now: monotonicMs,
  });
  const sessions = createSessionManager({
    runTurn,
    prime: primeReply,
    turn: { engines, leases, voice: voice.control, logger, now: monotonicMs },
    voiceDetector: () => voiceDetector.detector(),
    models,
    admission,
    service: voice.control,
    contextFor,
    metrics,
  });

  // The port
  const authSecret = loadAuthSecret(config.dataDir, config.authSecret);
  const furtherHosts = isIP(config.host) ? config.allowedHosts : [...config.allowedHosts, config.host.toLowerCase()];
  const isAllowedHost = createHostCheck(furtherHosts);
  const authenticate = (credentials: RequestCredentials) => authenticateRequest(credentials, { db, authSecret, now });
  const onRequest = createRequestHandler({
    health,
    isAllowedHost,
    https: config.https,
    metrics: { ...metrics, authenticate: (authorization) => authenticate({ authorization }) },
    ...(!config.development && { staticFiles: createStaticFiles(builtFiles) }),
    pages: pages.handle,
  });
  const addresses = lanAddresses(config.host);
  const hosts = [...localNames(), "127.0.0.1", "::1", ...addresses, ...furtherHosts];
  const certificate = config.https ? await ensureCertificate(join(config.dataDir, "certs"), hosts) : null;
  const requestOptions = { requireHostHeader: false };
  const plain = answerUnreadable(http.createServer(requestOptions, onRequest));
  const { key, cert } = certificate ?? {};
  const secure = certificate && answerUnreadable(https.createServer({ ...requestOptions, key, cert }, onRequest));
  const transport = attachChatTransport(secure ? [plain, secure] : [plain], {
    manager: sessions,
    authenticate,
    access: createAccessWatch({
      changeMark: changeMarkOf(sqlite),
      standingsOf: (actors) => standingsOf(db, actors),
      nowMs: Date.now,
      logger,
    }),
    limits: new ClientLimits(config.clientLimits, monotonicMs, metrics),
    silentSocketMs: config.clientLimits.silentSocketMs,
    refusalOf: (request) => refusalOf(request, { isAllowedHost, https: config.https }),
    logger,
    now: monotonicMs,
    onErrorTold(code) {
      metrics.errorTold(code);
      if (code === "storage_failed") storage.suspect();
    },
    ...(config.development && { developmentUpgrade: pages.upgrade }),
  });
  const throttle = createLoginThrottle();
  const liveState = () => ({ health: health(), voices: engines.tts.voices() });
  pages.start(
    {
      settings: {
        dataDir: config.dataDir,
        databasePath: config.databasePath,
        authSecret,
        loginLifetimeS: config.loginLifetimeS,
        logLevel: log.level,
      },
      verbs: {
        loginAttempt: ({ username, address }) => throttle.attempt(username, address),
        loginSucceeded: ({ username, address }) => throttle.succeeded(username, address),
      },
    },
    liveState(),
  );
  const publish = () => pages.publish(liveState());
  models.onStatus(publish);
  storage.onChange(publish);
  voice.control.onLevel(publish);
  gpus.onTtsCardUse(publish);
  const port = createOnePort(plain, secure);
  port.listen(config.port, config.host);
  await once(port, "listening");
  steps.unshift({
    name: "connections",
    async run() {
      port.close();
      serving?.endWaitingIn(lastWritesMs);
      await sessions.shutdown(finishTurnsMs);
      await transport.close();
      plain.closeAllConnections();
      secure?.closeAllConnections();
    },
  });
  const { port: portNumber } = port.address() as AddressInfo;
  // Right before its password is shown: a start that fails earlier must not leave a password that nobody has seen.
  const firstAdmin = await ensureFirstAdmin(system, { username: config.adminUsername, password: config.adminPassword });
  process.stdout.write(
    banner({
      port: portNumber,
      https: config.https,
      host: config.host,
      lanAddresses: addresses,
      certificateFingerprint: certificate?.fingerprint ?? null,
      firstAdmin: firstAdmin && { username: firstAdmin.username, password: firstAdmin.generatedPassword },
    }),
  );
  logger.info("server_listening", { port: portNumber, host: config.host, https: config.https });

  for (const model of watched) {
    const name = "role" in model ? model.role : "voice detector";
    void keepStarting(name, () => model.start(), { signal: starting.signal, logger });
  }
  await pages.ready;
  logger.info("pages_ready");
}

function monotonicMs(): number {
  return performance.now();
}

/** The file of the log can't be written, or can be again (null). */
function onTrouble(error: Error | null): void {
  if (error) logger.warn("log_file_failed", { error });
  else logger.info("log_file_written_again");
}

function readSettings(): { config: Config; options: StartOptions } {
  try {
    const options = readStartOptions(process.argv.slice(2));
    const config = loadConfig(process.env, projectRoot);
    for (const warning of config.warnings) process.stderr.write(`Warning: ${warning}\n`);
    return { config, options };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}

// Whoever started the server may leave, or read a few lines only (`npm start | head`): it goes on.
for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);
const { config, options } = readSettings();
const log = combineOutputs([
  { ...createLogOutput(process.stdout.fd), level: config.logLevel },
  { ...createLogFile(join(config.dataDir, "logs", "avatar.log"), { onTrouble }), level: config.logFileLevel },
]);
const logger = createLogger(log.level, log.stream);
logConsole(logger);
process.on("warning", ({ name, message: warning }) => logger.warn("node_warning", { name, warning }));
process.on("uncaughtException", (error, origin) => {
  logger.error("uncaught_exception", { origin, error });
  process.stderr.write(`\nAVATAR ends: ${error.stack ?? error}\n`);
  void log.written().then(() => process.exit(1));
});
const steps: ShutdownStep[] = [];
installShutdown(logger, steps, log.written);
main(config, options, logger, steps).catch((error: unknown) => {
  process.stderr.write(`\n${explainStartFailure(error, config)}\n`);
  logger.error("start_failed", { error });
  void log.written().then(() => process.exit(1));
});
