import { createHash } from "node:crypto";
import { AppError } from "../../lib/errors";

/** Where a list goes on: an id, and which list it is of. */
const cursorPattern = /^([1-9]\d{0,14})\.([0-9a-f]{12})$/;

/** A cursor of the list that `list` describes. */
export function cursorAt(id: number, list: unknown): string {
  return `${id}.${markOf(list)}`;
}

/** The id in a cursor. Throws AppError `invalid_input` for what is none, and for one of another list. */
export function idInCursor(cursor: string, list: unknown): number {
  const [, id, mark] = cursorPattern.exec(cursor) ?? [];
  if (id === undefined) throw new AppError("invalid_input", "This is no cursor.");
  if (mark !== markOf(list)) throw new AppError("invalid_input", "This cursor is of another list.");
  return Number(id);
}

function markOf(list: unknown): string {
  return createHash("sha256").update(JSON.stringify(list)).digest("hex").slice(0, 12);
}
