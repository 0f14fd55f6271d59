import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { endedTurn } from "../../../lib/testing/ended-turn";
import type { UserActor } from "../../access/actor";
import { openDatabase } from "../../platform/db/connection";
import { silentLogger } from "../../platform/observability/logger";
import { keepNumbers } from "../metrics/keep-numbers";
import { createRecordings } from "../recordings/file-recordings";
import { startSession } from "../sessions/start-session";
import { recordTurn } from "../turns/record-turn";
import { sessionOptions, turnInput } from "./turn-input";

/** Stores turns one after another and keeps their numbers, until it is killed. Arguments: the data folder, a user's id. */
const [dataDir = "", userId = ""] = process.argv.slice(2);
const { db } = openDatabase(join(dataDir, "app.db"));
const recordings = createRecordings(dataDir, silentLogger);
const nowS = () => 1_800_000_000;
const ada: UserActor = { kind: "user", userId: Number(userId), username: "ada", role: "staff" };
const person = { db, recordings, actor: ada, nowS };
const numbers = keepNumbers({
  ctx: { db, recordings, actor: { kind: "system", job: "metrics" }, nowS },
  logger: silentLogger,
});
await numbers.start({
  sessions: () => ({ active: 1, waiting: 0 }),
  gpus: () => null,
  residentMiB: async () => ({}),
});
const { sessionId } = await startSession(person, sessionOptions);
process.stdout.write("begun\n");
for (let turn = 1; ; turn++) {
  await recordTurn(person, turnInput(sessionId, turn, { userAudio: null, replyAudio: null }));
  numbers.events.turnEnded("completed", endedTurn());
  await delay(15);
}
