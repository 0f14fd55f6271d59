import { describe, expect, it } from "vitest";
import { fillIn } from "../../platform/words/sentence";
import { decideStart, type StartOptions } from "./decide-start";
import { explainRefusal } from "./explain-refusal";
import type { DataFolderFacts } from "./inspect";

const names = (count: number, of = "audio/raw/s") =>
  Array.from({ length: count }, (_, index) => `${of}_${index + 1}.wav`);
const good = { kind: "readable", turns: 40, sessions: 9, lastMigration: 100 } as const;
const copy = { name: "c", path: "/data/safety-copies/c", atMs: 1_800_000_000_000, schema: 3, turns: 38 };

const facts = (changes: Partial<DataFolderFacts> = {}): DataFolderFacts => ({
  dataDir: "/data",
  database: good,
  writeAheadLog: "whole",
  recordings: names(80),
  recordingsWithoutRow: [],
  safetyCopies: [],
  ...changes,
});
const options: StartOptions = { maxSessions: 5, acceptNewDatabase: false, latestMigration: 100, damage: null };
const accept = { ...options, acceptNewDatabase: true };
const none: Pick<DataFolderFacts, "recordings" | "recordingsWithoutRow" | "writeAheadLog"> = {
  recordings: [],
  recordingsWithoutRow: [],
  writeAheadLog: "none",
};
const goOn = { kind: "go_on", setAside: [], keepCopies: [] };

describe("a start goes on", () => {
  it("in an empty folder, on a good database, an older one, and after a crash of every session", () => {
    expect(decideStart(facts({ ...none, database: { kind: "missing" } }), options)).toEqual(goOn);
    expect(decideStart(facts(), options)).toEqual(goOn);
    expect(decideStart(facts({ database: { ...good, lastMigration: 50 } }), options)).toEqual(goOn);
    expect(decideStart(facts({ recordingsWithoutRow: names(10) }), options)).toEqual(goOn);
  });

  it("after a crash in the very first turn", () => {
    const database = { ...good, turns: 0, sessions: 1 };
    expect(decideStart(facts({ database, recordings: names(2), recordingsWithoutRow: names(2) }), options)).toEqual(
      goOn,
    );
  });
});

/** Refused starts, and what accepting a new database sets aside. */
const refusals: [string, Partial<DataFolderFacts>, Partial<StartOptions>, string[] | "never"][] = [
  ["database_missing", { database: { kind: "missing" }, writeAheadLog: "none" }, {}, ["app.db"]],
  [
    "database_missing",
    { ...none, database: { kind: "missing" }, writeAheadLog: "whole" },
    {},
    ["app.db", "app.db-wal"],
  ],
  ["database_missing", { ...none, database: { kind: "missing" }, safetyCopies: [copy] }, {}, ["app.db"]],
  ["database_empty", { database: { kind: "empty" } }, {}, ["app.db"]],
  ["database_without_rows", { database: { ...good, turns: 0, sessions: 0 }, recordingsWithoutRow: names(1) }, {}, []],
  [
    "database_damaged",
    { database: { kind: "unreadable", reason: "file is not a database" } },
    {},
    ["app.db", "app.db-wal"],
  ],
  ["database_damaged", {}, { damage: "Tree 9 page 9: btreeInitPage() returns error code 11" }, ["app.db"]],
  ["log_foreign", { writeAheadLog: "foreign" }, {}, ["app.db-wal", "app.db-shm"]],
  // The rows were read through the log, so they say nothing about the database itself.
  [
    "log_foreign",
    { writeAheadLog: "foreign", database: { kind: "unreadable", reason: "malformed" } },
    {},
    ["app.db-wal", "app.db-shm"],
  ],
  ["log_foreign", { writeAheadLog: "foreign", database: { ...good, lastMigration: 101 } }, {}, ["app.db-wal"]],
  ["log_damaged", { writeAheadLog: "damaged" }, {}, []],
  ["recordings_without_row", { recordingsWithoutRow: names(11) }, {}, []],
  ["recordings_without_row", { recordingsWithoutRow: names(3), database: { ...good, sessions: 1 } }, {}, []],
  ["recordings_without_row", { recordingsWithoutRow: names(3) }, { maxSessions: 1 }, []],
  ["recordings_without_row", { recordingsWithoutRow: names(15), database: { ...good, maxSessions: 7 } }, {}, []],
  ["later_version", { database: { ...good, lastMigration: 101 } }, {}, "never"],
];

describe("a start is refused, with the ways back", () => {
  it.each(refusals)("%s %j %j", (why, changes, more, setAside) => {
    const seen = facts(changes);
    const decision = decideStart(seen, { ...options, ...more });
    expect(decision).toMatchObject({ kind: "refuse", refusal: { why } });
    if (decision.kind !== "refuse") return;
    const explanation = explainRefusal(decision.refusal, { ...seen, safetyCopies: [copy] })
      .map((line) => fillIn(line))
      .join("\n");
    const accepted = decideStart(seen, { ...accept, ...more });
    if (setAside === "never") {
      expect(accepted).toEqual(decision);
      expect(explanation).not.toContain("--accept-new-database");
    } else {
      expect(accepted).toMatchObject({ kind: "go_on", setAside: expect.arrayContaining(setAside) });
      expect(explanation).toContain("npx avatar restore /data/safety-copies/c\n");
      expect(explanation).toContain("npx avatar restore DIR\n");
      expect(explanation).toContain("npm start -- --accept-new-database");
    }
  });
});
