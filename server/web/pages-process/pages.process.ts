/**
 * The pages' process: Next, its actions and the REST interface, on a Unix socket that the main process alone asks. It has a database
 * connection of its own and reaches what is live over the bridge. It ends with its main process.
 */
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openDatabase } from "../../platform/db/connection";
import { createLogger, createLogOutput, type Logger } from "../../platform/observability/logger";
import { nowS } from "../../platform/timing/unix-time";
import { createRecordings } from "../../records/recordings/file-recordings";
import { answerError } from "../answers";
import { type AvatarRuntime, setRuntime } from "../runtime";
import { type PagesProcessArguments, type PagesSettings, requestIdHeader } from "./bridge";
import { fetchInside, insideOrigin } from "./inside-fetch";
import { connectMainProcess, type MainProcess } from "./main-process";

const memoryReportMs = 5_000;

function end(code: number): never {
  rmSync(dirname(options.socketPath), { recursive: true, force: true });
  process.exit(code);
}

const options: PagesProcessArguments = JSON.parse(process.argv[2] ?? "{}");
// A terminal's Ctrl-C and a service manager's stop reach every process: people's turns may still end, and pages be read meanwhile.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
process.on("disconnect", () => end(0));
const main = connectMainProcess();
fetchInside(options.socketPath);
process.env.__NEXT_PRIVATE_ORIGIN = insideOrigin;
// Loaded while the main process prepares the data.
const { createNextServer } = await import("./next-server");
const pages = createNextServer(options);

const [settings] = await Promise.all([main.started, pages.ready]);
const logger = createLogger(settings.logLevel, createLogOutput(process.stdout.fd).stream);
// As Next's own server: what was not awaited in one request must not end those of others.
process.on("unhandledRejection", (error) => logger.error("pages_unhandled_rejection", { error }));
setRuntime(createRuntime(settings, main, logger));

// V8 keeps what a rush of pages left behind until somebody asks for more, which may be hours: the models need the memory now.
setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
/** A request came since the last look at the memory; one came since the last collection. */
let hasWorked = false;
let mayCollect = false;

pages.server.on("request", (request, response) => {
  const requestId = Number(request.headers[requestIdHeader]);
  delete request.headers[requestIdHeader];
  if (requestId > 0) main.tell({ type: "began", requestId });
  hasWorked = true;
  pages
    .handle(request, response)
    .catch((error: unknown) => {
      logger.error("page_failed", { error });
      if (response.headersSent) response.destroy();
      else answerError(response, "internal");
    })
    .finally(() => {
      if (requestId > 0) main.tell({ type: "handled", requestId });
    });
});
pages.server.listen(options.socketPath, () => main.tell({ type: "ready" }));
setInterval(() => {
  if (!hasWorked && mayCollect) {
    collectGarbage();
    mayCollect = false;
  } else mayCollect ||= hasWorked;
  hasWorked = false;
  main.tell({ type: "memory", residentBytes: process.memoryUsage.rss() });
}, memoryReportMs).unref();

function createRuntime(
  { dataDir, databasePath, authSecret, loginLifetimeS }: PagesSettings,
  { state, verbs }: MainProcess,
  logger: Logger,
): AvatarRuntime {
  const { db } = openDatabase(databasePath);
  const recordings = createRecordings(dataDir, logger);
  return {
    contextFor: (actor) => ({ db, recordings, actor, nowS }),
    health: () => state().health,
    voices: () => state().voices,
    authSecret,
    loginLifetimeS,
    loginThrottle: {
      attempt: (username, address) => verbs.loginAttempt({ username, address }),
      succeeded: (username, address) => verbs.loginSucceeded({ username, address }),
    },
    logger,
  };
}
