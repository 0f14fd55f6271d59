import type { StartRefusal } from "./decide-start";
import type { DataFolderFacts } from "./inspect";

/** A start was refused to protect people's data; the message says why and what to do, in a few lines. */
export class StartRefusedError extends Error {
  override readonly name = "StartRefusedError";
}

/** Explains a refused start and the ways back, for the person at the terminal. */
export function explainRefusal(refusal: StartRefusal, facts: DataFolderFacts): string {
  const lines = [reasonOf(refusal, facts), "Nothing was changed. The ways back:", ...waysBack(refusal, facts)];
  return lines.join("\n");
}

function reasonOf(refusal: StartRefusal, { dataDir, recordings, recordingsWithoutRow }: DataFolderFacts): string {
  const sound = recordings.length > 0 ? `, but ${recordings.length} recordings lie in ${dataDir}/audio` : "";
  switch (refusal.why) {
    case "database_missing":
      return `${dataDir}/app.db is not there${sound || ", although there was one before"}.`;
    case "database_empty":
      return `${dataDir}/app.db is empty (0 bytes)${sound || ", although it was not before"}.`;
    case "database_without_rows":
      return `${dataDir}/app.db holds no conversation${sound}.`;
    case "recordings_without_row":
      return (
        `${recordingsWithoutRow.length} of the ${recordings.length} recordings in ${dataDir}/audio belong to no conversation in app.db; ` +
        `a crash leaves ${refusal.most} at most. The database and the recordings do not belong together, or conversations were lost.`
      );
    case "database_damaged":
      return `${dataDir}/app.db is damaged: ${refusal.reason}`;
    case "log_damaged":
      return `${dataDir}/app.db-wal is damaged: going on would lose the newest conversations, which are in it.`;
    case "log_foreign":
      return `${dataDir}/app.db-wal belongs to another database: going on would mix the two.`;
    case "later_version":
      return `${dataDir}/app.db was made by a later version of AVATAR: this one can't read it.`;
  }
}

function waysBack(refusal: StartRefusal, { safetyCopies: [newest] }: DataFolderFacts): string[] {
  if (refusal.why === "later_version") {
    return ["- Start that version.", "- Choose another folder with AVATAR_DATA_DIR."];
  }
  const copy = newest
    ? `- Put the newest safety copy back (${new Date(newest.atMs).toISOString()}, ${newest.turns} turns):\n    npx avatar restore ${newest.path}`
    : "- There is no safety copy of the database yet.";
  return [
    copy,
    "- Put a backup back, if you have made one:\n    npx avatar restore DIR",
    `- ${acceptingDoes(refusal)}; nothing is deleted:\n    npm start -- --accept-new-database`,
  ];
}

function acceptingDoes(refusal: StartRefusal): string {
  switch (refusal.why) {
    case "recordings_without_row":
    case "database_without_rows":
      return "Go on with this database. Recordings that it does not name are moved to quarantine/";
    case "log_foreign":
      return "Go on with app.db alone. app.db-wal is moved to quarantine/";
    case "log_damaged":
      return "Go on with what can still be read. Both files are copied to quarantine/ first";
    default:
      return "Begin with a new database. The old one, and recordings without a row, are moved to quarantine/";
  }
}

/** Says what a start set aside, for the person at the terminal; empty when nothing was. */
export function quarantineNotice(
  dataDir: string,
  { quarantined, quarantineEntry }: { quarantined: number; quarantineEntry: string | null },
): string {
  if (quarantineEntry === null) return "";
  return `${quarantined} recordings belong to no stored turn: they are kept in ${dataDir}/quarantine/${quarantineEntry} (docs/backup.md).\n`;
}
