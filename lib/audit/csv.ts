import { stringify } from "csv-stringify/sync";
import { asCell } from "../csv-cell";

const columns = [
  "id",
  "at",
  "last_at",
  "times",
  "actor_user_id",
  "system_job",
  "address",
  "action",
  "entity",
  "entity_id",
  "subject_user_id",
  "outcome",
  "reason",
  "before",
  "after",
  "changed_fields",
] as const;

/** One row as it is exported; objects are JSON in their cell. */
export type ExportedAct = Record<(typeof columns)[number], unknown>;

/** The head of the file. The byte order mark is for Excel, which guesses without. */
export function actsCsvHeader(): string {
  return stringify([[...columns]], { bom: true, record_delimiter: "windows" });
}

export function actsCsv(acts: readonly ExportedAct[]): string {
  return stringify([...acts], {
    columns: [...columns],
    record_delimiter: "windows",
    cast: { string: asCell, object: (value) => asCell(JSON.stringify(value)) },
  });
}
