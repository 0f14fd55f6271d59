/**
 * A process that adds, consents to, and ends voices until it is killed: `DATA_DIR USERNAME ROUND`. Prints one JSON line for
 * each voice that was saved, and one for each that has ended, once the verb has resolved.
 */
import { join } from "node:path";
import { openDatabase } from "../../platform/db/connection";
import { silentLogger } from "../../platform/observability/logger";
import { nowS } from "../../platform/timing/unix-time";
import { createRecordings } from "../recordings/file-recordings";
import { namedUser } from "../users/named-user";
import { endProfile } from "../voice-profiles/end-profile";
import { removeVoiceFiles } from "../voice-profiles/remove-files";
import { readyVoice } from "./voice-input";

const [dataDir = "", username = "", round = ""] = process.argv.slice(2);
const { db } = openDatabase(join(dataDir, "app.db"));
const user = await db.read((tx) => namedUser(tx, { username: username }));
const base = { db, recordings: createRecordings(dataDir, silentLogger), nowS };
const ctx = { ...base, actor: { kind: "user", userId: user.id, username, role: user.role } } as const;
const system = { ...base, actor: { kind: "system", job: "jobs" } } as const;
console.log(JSON.stringify({ started: true }));
for (let number = 0; ; number++) {
  const profileId = await readyVoice(ctx, system, dataDir, `Voice ${round}.${number}`);
  console.log(JSON.stringify({ saved: profileId }));
  if (number % 2 === 0) continue;
  await endProfile(ctx, { profileId, reason: "withdrawn" });
  console.log(JSON.stringify({ ended: profileId }));
  await removeVoiceFiles(system, profileId);
}
