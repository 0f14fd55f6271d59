import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/**
 * The beginning of the step that a row's time is in, steps being counted from `fromS`. A division would not do: numbers
 * of JavaScript reach SQLite as floating point, and only `%` makes integers of them.
 */
export function stepInSql(at: SQLWrapper, stepS: number, fromS = 0): SQL<number> {
  return sql<number>`${at} - (${at} - ${fromS}) % ${stepS}`;
}
