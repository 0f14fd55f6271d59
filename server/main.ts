import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openAccess } from "./access/open";
import { banner } from "./banner";
import type { Config } from "./config/config";
import { openConversation } from "./conversation/open";
import { explainStartFailure } from "./explain-failure";
import { openInference } from "./inference/open";
import { createMetrics } from "./platform/observability/metrics";
import { openLog } from "./platform/observability/open-log";
import { packageVersion } from "./platform/version";
import { openRecords } from "./records/open";
import { ensureFirstAdmin } from "./records/users/ensure-first-admin";
import { installShutdown, type OnShutdown } from "./shutdown";
import { readSettings, type StartOptions } from "./start-options";
import { createProgressDisplay } from "./tools/progress";
import { openPages, openWeb } from "./web/open";

const projectRoot = fileURLToPath(new URL("..", import.meta.url));
/** What can't be stored by then, because of a lock, is told as lost: the shutdown would be cut otherwise. */
const lastWritesMs = 10_000;

async function main(config: Config, options: StartOptions, onShutdown: OnShutdown): Promise<void> {
  // First of all: the pages load while the data and the models are prepared.
  const pages = openPages(config, projectRoot, logger);
  const records = await openRecords({
    ...config,
    ...options,
    migrationsFolder: join(projectRoot, "drizzle/migrations"),
    builtMs: statSync(fileURLToPath(import.meta.url)).mtimeMs,
    logger,
    tell: (text) => void process.stderr.write(text),
    onShutdown,
  });
  const { storage, clock } = records;
  const inference = await openInference(config, {
    projectRoot,
    display: createProgressDisplay(),
    logger,
    onCallEnded: (call) => metrics.modelCallEnded(call),
    onShutdown,
  });
  const { models, voice, gpus, engines } = inference;
  onShutdown("pages", pages.close);
  const metrics = createMetrics({
    version: packageVersion(projectRoot),
    sessions: () => ({ ...inference.admission.counts(), connected: conversation.counts().connections }),
    modelCalls: inference.leases.counts,
    models: models.all,
    restarts: inference.restarts,
    gpus: gpus.metrics,
    serviceLevel: () => voice.level().level,
    storage: storage.report,
    clock: clock.report,
    pages: pages.metrics,
  });
  voice.onLevel(metrics.serviceLevelChanged);
  const access = openAccess(config, records);
  const conversation = openConversation({
    ...config,
    ...inference,
    contextFor: records.contextFor,
    access: access.standing,
    metrics,
    logger,
  });

  const web = await openWeb(config, {
    projectRoot,
    pages,
    live: { models, voice, storage, gpus, clock, voices: () => engines.tts.voices() },
    metrics,
    access,
    logLevel: log.level,
  });
  const connections = conversation.listenOn(web.servers, {
    authenticate: access.authenticate,
    refusalOf: web.refusalOf,
    onErrorTold(code) {
      metrics.errorTold(code);
      if (code === "storage_failed") storage.suspect();
    },
    ...(config.development && { developmentUpgrade: pages.upgrade }),
  });
  const port = await web.listen();
  onShutdown("connections", async () => {
    web.close();
    records.endWaitingIn(lastWritesMs);
    await connections.close();
    web.closeAllConnections();
  });
  // Right before its password is shown: a start that fails earlier must not leave a password that nobody has seen.
  const made = await ensureFirstAdmin(records.contextFor({ kind: "system", job: "first_admin" }), {
    username: config.adminUsername,
    password: config.adminPassword,
  });
  const firstAdmin = made && { username: made.username, password: made.generatedPassword };
  process.stdout.write(banner({ ...config, ...web, port, firstAdmin }));
  logger.info("server_listening", { port, host: config.host, https: config.https });
  inference.start();
  await pages.ready;
  logger.info("pages_ready");
}

const { config, options } = readSettings(projectRoot);
const log = openLog(config);
const { logger } = log;
const onShutdown = installShutdown(logger, log.written);
main(config, options, onShutdown).catch((error: unknown) => {
  process.stderr.write(`\n${explainStartFailure(error, config)}\n`);
  logger.error("start_failed", { error });
  void log.written().then(() => process.exit(1));
});
