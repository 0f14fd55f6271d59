import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/**
 * The beginning of the step that a row's time is in. A division would not do: numbers of JavaScript reach SQLite as
 * floating point, and only `%` makes integers of them.
 */
export function stepInSql(at: SQLWrapper, stepS: number): SQL<number> {
  return sql<number>`${at} - ${at} % ${stepS}`;
}
