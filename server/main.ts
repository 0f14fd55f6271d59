import { availableParallelism } from "node:os";
import { openAccess } from "./access/open";
import { alertLines, alertSources } from "./alert-sources";
import { openAlerts } from "./alerts/open";
import { openConversation } from "./conversation/open";
import { explainStartFailure } from "./explain-failure";
import { openInference } from "./inference/open";
import { modelSha256 } from "./inference/run-engines";
import { speechAbilities } from "./inference/speech-abilities";
import { openJobs } from "./jobs/open";
import { numberSources, observeServer } from "./observe-server";
import { createLiveSnapshot } from "./operations/live-snapshot";
import { openOperations } from "./operations/open";
import { processPlan } from "./operations/process-plan";
import { createMetrics, tellAll } from "./platform/observability/metrics";
import { openLog } from "./platform/observability/open-log";
import { keepNumbers } from "./records/metrics/keep-numbers";
import { openRecords } from "./records/open";
import { installShutdown, type OnShutdown } from "./shutdown";
import { readStartInput, type StartInput } from "./start-options";
import { createDownloadDisplay } from "./tools/progress";
import { say, sayError } from "./tools/words/say";
import { displayWidth } from "./tools/words/speak";
import { openPages, openWeb } from "./web/open";

/** Writes that wait longer for a database lock are given up at shutdown, so that it ends before its deadline. */
const lastWritesMs = 10_000;

async function main({ program, config, options }: StartInput, onShutdown: OnShutdown): Promise<void> {
  const { projectRoot } = program;
  // The pages come first: they load while the data folder and the models are prepared.
  const pages = openPages(config, projectRoot, logger);
  const records = await openRecords({
    ...config,
    ...options,
    ...program,
    logger,
    tell: ({ text, values }) => void process.stderr.write(`${say(text, values)}\n`),
    onShutdown,
  });
  const { storage, clock } = records;
  const metrics = createMetrics();
  const numbers = keepNumbers({ ctx: records.contextFor({ kind: "system", job: "metrics" }), logger });
  onShutdown("metrics", numbers.close);
  const metricEvents = tellAll([metrics, numbers.events]);
  const inference = await openInference(config, {
    projectRoot,
    display: createDownloadDisplay(),
    logger,
    onCallEnded: metrics.modelCallEnded,
    onShutdown,
  });
  const { models, voice, gpus, engines, downloads } = inference;
  onShutdown("pages", pages.close);
  voice.onLevel(metrics.serviceLevelChanged);
  const access = openAccess(config, records);
  const conversation = openConversation({
    ...config,
    ...inference,
    contextFor: records.contextFor,
    access: access.standing,
    metrics: metricEvents,
    logger,
  });
  const jobs = openJobs({
    ...{ ...inference, ...engines, maker: inference.referenceMaker },
    replay: { ...inference, modelSha256, appVersion: program.version },
    ctx: records.contextFor({ kind: "system", job: "jobs" }),
    changeMark: records.changeMark,
    emptyLog: records.emptyLog,
    forgetInSafetyCopies: records.forgetInSafetyCopies,
    logger,
  });
  observeServer(metrics, { version: program.version, inference, conversation, records, pages });
  const alerts = openAlerts({
    sources: alertSources(config, { inference, records, certificateEndsMs: () => web.certificateEndsMs() }),
    ctx: records.contextFor({ kind: "system", job: "alerts" }),
    logger,
    nowMs: () => performance.now(),
  });

  const web = await openWeb(config, {
    projectRoot,
    pages,
    live: {
      ...{ models, voice, storage, gpus, clock, downloads },
      tts: engines.tts,
      speech: () => speechAbilities(engines.tts),
    },
    operations: openOperations({
      ...{ engines, leases: inference.leases, runModels: inference.runModels, logger },
      ctx: records.contextFor({ kind: "system", job: "house" }),
      jobFinished: jobs.finished,
      ...{ voiceChanged: conversation.voiceChanged, conversationDeleted: conversation.conversationDeleted },
      ...{ sessions: conversation, controls: inference.controls, alerts },
    }),
    liveSnapshot: createLiveSnapshot({
      ...{ ...inference, ...records, alerts },
      ...{ sessions: conversation.list, pagesPids: pages.pids },
      processPlan: processPlan(config, availableParallelism()),
    }),
    contextFor: records.contextFor,
    ...{ metrics, access, logger, alertLines: alertLines(config) },
    logLevel: log.level,
  });
  const connections = conversation.listenOn(web.servers, {
    authenticate: access.authenticate,
    refusalOf: web.refusalOf,
    consentChecked: jobs.consentChecked,
    onErrorTold(code) {
      metricEvents.errorTold(code);
      if (code === "storage_failed") storage.suspect();
    },
    ...(config.development && { developmentUpgrade: pages.upgrade }),
  });
  // What the last server left is put right before anybody can bring something new.
  await jobs.start();
  await numbers.start(numberSources({ inference, pages }));
  const port = await web.listen();
  onShutdown("connections", async () => {
    web.close();
    records.endWaitingIn(lastWritesMs);
    await Promise.all([connections.close(), jobs.close(), alerts.close()]);
    web.closeAllConnections();
  });
  // The first admin is created right before the banner prints the password: if an earlier step failed, nobody would
  // have seen that password.
  process.stdout.write(web.banner(await records.ensureFirstAdmin(), { say, displayWidth }));
  logger.info("server_listening", { port, host: config.host, https: config.https });
  inference.start();
  await alerts.start();
  await pages.ready;
  logger.info("pages_ready");
}

function readOrExit(): StartInput {
  try {
    return readStartInput(import.meta.url);
  } catch (error) {
    process.stderr.write(`${sayError(error)}\n`);
    process.exit(2);
  }
}

const input = readOrExit();
for (const warning of input.config.warnings) process.stderr.write(`${say("Warning: {warning}", { warning })}\n`);
const log = openLog(input.config);
const { logger } = log;
const onShutdown = installShutdown(logger, log.written);
main(input, onShutdown).catch((error: unknown) => {
  process.stderr.write(`\n${explainStartFailure(error, input.config)}\n`);
  logger.error("start_failed", { error });
  void log.written().then(() => process.exit(1));
});
