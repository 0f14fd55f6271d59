/**
 * A process that records turns until it is told to stop or killed: `DATA_DIR USERNAME TURNS`. Prints one JSON line for
 * its session and one for each turn once `recordTurn` has resolved.
 */
import { join } from "node:path";
import { openDatabase } from "../../platform/db/connection";
import { silentLogger } from "../../platform/observability/logger";
import { nowS } from "../../platform/timing/unix-time";
import { createRecordings } from "../recordings/file-recordings";
import { startSession } from "../sessions/start-session";
import { recordTurn } from "../turns/record-turn";
import { namedUser } from "../users/named-user";
import { sessionOptions, tone, turnInput } from "./turn-input";

const [dataDir = "", username = "", turns = "1", samples = "16000"] = process.argv.slice(2);
const { db } = openDatabase(join(dataDir, "app.db"));
const user = await db.read((tx) => namedUser(tx, { username: username }));
const ctx = {
  db,
  recordings: createRecordings(dataDir, silentLogger),
  actor: { kind: "user", userId: user.id, username, role: user.role },
  nowS,
} as const;
const { sessionId } = await startSession(ctx, sessionOptions);
console.log(JSON.stringify({ sessionId }));
for (let turnNumber = 1; turnNumber <= Number(turns); turnNumber++) {
  const userAudio = { pcm: tone(turnNumber, Number(samples)), sampleRateHz: 16_000 };
  try {
    await recordTurn(ctx, turnInput(sessionId, turnNumber, { userAudio }));
    console.log(JSON.stringify({ turnNumber }));
  } catch (error) {
    const { code, cause } = error as { code?: string; cause?: { code?: string } };
    console.log(JSON.stringify({ turnNumber, code, cause: cause?.code }));
  }
}
