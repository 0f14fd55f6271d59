import { ExplainedError, type Sentence, sentence } from "../../platform/words/sentence";
import type { StartRefusal } from "./decide-start";
import type { DataFolderFacts } from "./inspect";

/** A start was refused to protect people's data; the sentences say why and what to do. */
export class StartRefusedError extends ExplainedError {
  override readonly name = "StartRefusedError";
}

/** Explains a refused start and the ways back, for the person at the terminal. */
export function explainRefusal(refusal: StartRefusal, facts: DataFolderFacts): Sentence[] {
  return [
    reasonOf(refusal, facts),
    sentence("Nothing was changed. The ways back:"),
    ...waysBack(refusal, facts).flatMap(({ way, command }) => [
      sentence("- {way}", { way }),
      ...(command === undefined ? [] : [sentence("    {command}", { command })]),
    ]),
  ];
}

function reasonOf(refusal: StartRefusal, facts: DataFolderFacts): Sentence {
  const { dataDir } = facts;
  switch (refusal.why) {
    case "database_missing":
      return facts.recordings.length > 0
        ? sentence("{dataDir}/app.db is not there, but {count} recordings lie in {dataDir}/audio.", soundOf(facts))
        : sentence("{dataDir}/app.db is not there, although there was one before.", { dataDir });
    case "database_empty":
      return facts.recordings.length > 0
        ? sentence(
            "{dataDir}/app.db is empty (0 bytes), but {count} recordings lie in {dataDir}/audio.",
            soundOf(facts),
          )
        : sentence("{dataDir}/app.db is empty (0 bytes), although it was not before.", { dataDir });
    case "database_without_rows":
      return sentence(
        "{dataDir}/app.db holds no conversation, but {count} recordings lie in {dataDir}/audio.",
        soundOf(facts),
      );
    case "recordings_without_row":
      return sentence(
        "{foreign} of the {count} recordings in {dataDir}/audio belong to no conversation in app.db; a crash leaves {most} at most. The database and the recordings do not belong together, or conversations were lost.",
        { ...soundOf(facts), foreign: facts.recordingsWithoutRow.length, most: refusal.most },
      );
    case "database_damaged":
      return sentence("{dataDir}/app.db is damaged: {reason}", { dataDir, reason: refusal.reason });
    case "log_damaged":
      return sentence(
        "{dataDir}/app.db-wal is damaged: going on would lose the newest conversations, which are in it.",
        { dataDir },
      );
    case "log_foreign":
      return sentence("{dataDir}/app.db-wal belongs to another database: going on would mix the two.", { dataDir });
    case "later_version":
      return sentence("{dataDir}/app.db was made by a later version of AVATAR: this one can't read it.", { dataDir });
  }
}

const soundOf = ({ dataDir, recordings }: DataFolderFacts) => ({ dataDir, count: recordings.length });

/** `command`: what to type for it. */
function waysBack(
  refusal: StartRefusal,
  { safetyCopies: [newest] }: DataFolderFacts,
): { way: Sentence; command?: string }[] {
  if (refusal.why === "later_version") {
    return [{ way: sentence("Start that version.") }, { way: sentence("Choose another folder with AVATAR_DATA_DIR.") }];
  }
  return [
    newest
      ? {
          way: sentence("Put the newest safety copy back ({at}, {turns} turns):", {
            ...{ at: new Date(newest.atMs).toISOString(), turns: newest.turns },
          }),
          command: `npx avatar restore ${newest.path}`,
        }
      : { way: sentence("There is no safety copy of the database yet.") },
    { way: sentence("Put a backup back, if you have made one:"), command: "npx avatar restore DIR" },
    { way: acceptingDoes(refusal), command: "npm start -- --accept-new-database" },
  ];
}

function acceptingDoes(refusal: StartRefusal): Sentence {
  switch (refusal.why) {
    case "recordings_without_row":
    case "database_without_rows":
      return sentence(
        "Go on with this database. Recordings that it does not name are moved to quarantine/; nothing is deleted:",
      );
    case "log_foreign":
      return sentence("Go on with app.db alone. app.db-wal is moved to quarantine/; nothing is deleted:");
    case "log_damaged":
      return sentence(
        "Go on with what can still be read. Both files are copied to quarantine/ first; nothing is deleted:",
      );
    default:
      return sentence(
        "Begin with a new database. The old one, and recordings without a row, are moved to quarantine/; nothing is deleted:",
      );
  }
}

/** Says what a start set aside, for the person at the terminal; null when nothing was. */
export function quarantineNotice(
  dataDir: string,
  { quarantined: count, quarantineEntry }: { quarantined: number; quarantineEntry: string | null },
): Sentence | null {
  if (quarantineEntry === null) return null;
  return sentence("{count} recordings belong to no stored turn: they are kept in {folder} (docs/backup.md).", {
    ...{ count, folder: `${dataDir}/quarantine/${quarantineEntry}` },
  });
}
