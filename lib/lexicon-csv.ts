import { CsvError, parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { asCell } from "./csv-cell";
import { type LexiconEntry, lexiconEntrySchema, lexiconKeyOf } from "./lexicon";
import { type LexiconProblem, lexiconProblem } from "./lexicon-problem";

const columns = ["kind", "language", "written", "becomes", "pronunciation"] as const;
const optionalColumn = "pronunciation";

/** The names of fields are those whose value is not valid. `unreadable`: from that line on it is no CSV. */
export type CsvProblem = LexiconProblem | (typeof columns)[number] | "duplicate" | "header" | "unreadable";

export interface CsvLineProblem {
  /** Of the file, from 1: where the row ends. */
  line: number;
  problem: CsvProblem;
}

export interface ParsedLexiconCsv {
  entries: LexiconEntry[];
  problems: CsvLineProblem[];
}

/** Reads a file with a header line. A row that can't be kept is left out and named; of one key the first row counts. */
export function parseLexiconCsv(text: string): ParsedLexiconCsv {
  const entries: LexiconEntry[] = [];
  const problems: CsvLineProblem[] = [];
  const known = new Set<string>();
  let rows: CsvRow[];
  try {
    rows = parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true }) as never;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { entries, problems: [{ line: Number(error.lines ?? 1), problem: "unreadable" }] };
  }
  const [header, ...records] = rows;
  const names = header?.record.map((name) => name.trim().toLowerCase()) ?? [];
  if (columns.some((name) => name !== optionalColumn && !names.includes(name)))
    return { entries, problems: [{ line: header?.info.lines ?? 1, problem: "header" }] };
  for (const { record, info } of records) {
    if (record.every((cell) => cell.trim() === "")) continue;
    const row = Object.fromEntries(
      columns.map((name) => [name, withoutMark(record[names.indexOf(name)]?.trim() ?? "")]),
    );
    const parsed = lexiconEntrySchema.safeParse({ ...row, pronunciation: row.pronunciation || null });
    if (!parsed.success) {
      problems.push({ line: info.lines, problem: parsed.error.issues[0]?.path[0] as CsvProblem });
      continue;
    }
    const key = lexiconKeyOf(parsed.data);
    const problem = known.has(key) ? "duplicate" : lexiconProblem(parsed.data);
    known.add(key);
    if (problem) problems.push({ line: info.lines, problem });
    else entries.push(parsed.data);
  }
  return { entries, problems };
}

interface CsvRow {
  record: string[];
  info: { lines: number };
}

/** The entries as a file that `parseLexiconCsv` reads again. The byte order mark is for Excel, which guesses without. */
export function formatLexiconCsv(entries: readonly LexiconEntry[]): string {
  return stringify([...entries], {
    header: true,
    columns: [...columns],
    bom: true,
    record_delimiter: "windows",
    cast: { string: asCell },
  });
}

function withoutMark(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}
