import { silentLogger } from "../../platform/observability/logger";
import { createDatabaseThreads } from "../data-folder/database-thread";
import { forgetInSafetyCopies } from "../data-folder/forget-in-copies";

/** Takes a conversation out of the safety copies, until it is killed. Arguments: the data folder, the conversation. */
const [dataDir = "", sessionId = ""] = process.argv.slice(2);
const deps = { dataDir, threads: createDatabaseThreads(), logger: silentLogger };
await forgetInSafetyCopies(deps, sessionId, new AbortController().signal);
