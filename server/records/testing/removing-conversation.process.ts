import { join } from "node:path";
import { openDatabase } from "../../platform/db/connection";
import { silentLogger } from "../../platform/observability/logger";
import { createRecordings } from "../recordings/file-recordings";
import { removeConversation } from "../sessions/remove-conversation";

/** Removes a deleted conversation, until it is killed. Arguments: the data folder, the conversation. */
const [dataDir = "", sessionId = ""] = process.argv.slice(2);
const { db } = openDatabase(join(dataDir, "app.db"));
const recordings = createRecordings(dataDir, silentLogger);
const ctx = { db, recordings, actor: { kind: "system", job: "jobs" } as const, nowS: () => 1_800_000_000 };
process.stdout.write("begun\n");
await removeConversation(ctx, sessionId);
process.stdout.write("done\n");
