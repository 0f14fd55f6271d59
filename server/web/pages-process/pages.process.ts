/**
 * The pages' process: Next, its server actions and the REST interface, on a Unix socket for the main process only. It
 * has its own database connection and reaches live state over the bridge. It exits when the main process does.
 */
import { once } from "node:events";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Actor, requirePerson } from "../../access/actor";
import { openDatabase } from "../../platform/db/connection";
import { createLogger, createLogOutput, type Logger } from "../../platform/observability/logger";
import { nowS } from "../../platform/timing/unix-time";
import { noteLogin } from "../../records/audit-log/note-login";
import { createRecordings } from "../../records/recordings/file-recordings";
import { answerError } from "../answers";
import { type AvatarRuntime, setRuntime } from "../runtime";
import { type PagesProcessArguments, type PagesSettings, requestNumberHeader } from "./bridge";
import { type BridgeToMain, openBridgeToMain } from "./bridge-to-main";
import { routeOwnFetches } from "./own-fetch";

const memoryReportMs = 5_000;
/** What a request still does after its end gets this long before the next one begins. */
const handledAfterCloseMs = 500;

function end(code: number): never {
  rmSync(dirname(options.socketPath), { recursive: true, force: true });
  process.exit(code);
}

const options: PagesProcessArguments = JSON.parse(process.argv[2] ?? "{}");
// Ctrl-C in a terminal and a service manager's stop signal every process. This one goes on while turns finish: pages
// stay readable until the main process exits.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
process.on("disconnect", () => end(0));
const main = openBridgeToMain();
routeOwnFetches(options.socketPath);
// Next loads while the main process prepares the data.
const { createNextServer } = await import("./next-server");
const pages = createNextServer(options);

const [settings] = await Promise.all([main.settings, pages.ready]);
const logger = createLogger(settings.logLevel, createLogOutput(process.stdout.fd).stream);
// As in Next's own server: an unhandled rejection of one request must not end the others.
process.on("unhandledRejection", (error) => logger.error("pages_unhandled_rejection", { error }));
setRuntime(createRuntime(settings, main, logger));

// After a rush of pages V8 may keep garbage for hours, until the next allocations. The models need that memory now.
setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
/** True when a request came since the last memory report. */
let hasWorked = false;
/** Requests came since the last collection. Garbage is collected at the first report period without any. */
let hasGarbage = false;

pages.server.on("request", (request, response) => {
  const requestNumber = Number(request.headers[requestNumberHeader]);
  delete request.headers[requestNumberHeader];
  if (requestNumber > 0) main.send({ type: "began", requestNumber });
  hasWorked = true;
  const handled = pages.handle(request, response).catch((error: unknown) => {
    logger.error("page_failed", { error });
    if (response.headersSent) response.destroy();
    else answerError(response, "internal");
  });
  // Next does not always settle a request whose client has left, and each would hold a slot.
  const left = once(response, "close").then(() => sleep(handledAfterCloseMs, undefined, { ref: false }));
  void Promise.race([handled, left]).finally(() => {
    if (requestNumber > 0) main.send({ type: "handled", requestNumber });
  });
});
pages.server.listen(options.socketPath, () => main.send({ type: "ready" }));
setInterval(() => {
  if (!hasWorked && hasGarbage) {
    collectGarbage();
    hasGarbage = false;
  } else hasGarbage ||= hasWorked;
  hasWorked = false;
  main.send({ type: "memory", residentBytes: process.memoryUsage.rss() });
}, memoryReportMs).unref();

function createRuntime(
  { dataDir, databasePath, authSecret, loginLifetimeS, alertLines, limits }: PagesSettings,
  { state, verbs }: BridgeToMain,
  logger: Logger,
): AvatarRuntime {
  const { db } = openDatabase(databasePath);
  const recordings = createRecordings(dataDir, logger);
  return {
    contextFor: (actor) => ({ db, recordings, actor, nowS }),
    health: () => state().health,
    voices: () => state().voices,
    speech: () => state().speech,
    connect: () => state().connect,
    voiceSample: async (personId, request) => Buffer.from(await verbs.voiceSample({ personId, request }), "base64"),
    lexiconSample: async (request) => Buffer.from(await verbs.lexiconSample(request), "base64"),
    checkServer: verbs.checkServer,
    personaTrial: verbs.personaTrial,
    runModels: () => verbs.runModels({}),
    endVoice: ({ actor }, input) => verbs.endVoice({ person: personOf(actor), input }),
    askToLeave: ({ actor }, input) => verbs.askToLeave({ person: personOf(actor), input }),
    serveCertificate: ({ actor }, input) => verbs.serveCertificate({ person: personOf(actor), input }),
    alertsNow: ({ actor }) => verbs.alertsNow({ person: personOf(actor) }),
    endSession: ({ actor }, input) => verbs.endSession({ person: personOf(actor), input }),
    controlModel: ({ actor }, input) => verbs.controlModel({ person: personOf(actor), input }),
    voiceChanged: (profileId) => verbs.voiceChanged({ profileId }),
    conversationDeleted: (sessionId) => verbs.conversationDeleted({ sessionId }),
    authSecret,
    loginLifetimeS,
    alertLines,
    limits,
    loginThrottle: {
      attempt: (username, address) => verbs.loginAttempt({ username, address }),
      succeeded: (username, address) => verbs.loginSucceeded({ username, address }),
    },
    noteLogin: (act) => noteLogin({ db, nowS }, act),
    logger,
  };
}

/** The person for whom the main process acts; their credential stays here. */
function personOf(actor: Actor) {
  const { userId, username, role, address } = requirePerson(actor);
  return { kind: "user" as const, userId, username, role, ...(address && { address }) };
}
