import { conversations } from "../../drizzle/schema";
import type { Database } from "../db/connection";

/** Every recording that a stored turn names, relative to the data folder. For the system only. */
export function recordingPathsNamedByRows(db: Database): Set<string> {
  const rows = db
    .select({ user: conversations.userAudioPath, reply: conversations.aiAudioPath })
    .from(conversations)
    .all();
  return new Set(rows.flatMap(({ user, reply }) => [user, reply ?? ""]).filter((path) => path !== ""));
}
