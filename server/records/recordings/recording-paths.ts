import { conversations } from "../../../drizzle/schema";
import type { Database } from "../../platform/db/database";

/** Every recording that a stored turn names, relative to the data folder. For the system only. */
export async function recordingPathsNamedByRows(db: Database): Promise<Set<string>> {
  const rows = await db.read((tx) =>
    tx.select({ user: conversations.userAudioPath, reply: conversations.aiAudioPath }).from(conversations).all(),
  );
  return new Set(rows.flatMap(({ user, reply }) => [user, reply ?? ""]).filter((path) => path !== ""));
}
