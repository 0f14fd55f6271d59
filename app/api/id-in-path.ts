import { AppError } from "@/lib/errors";

/** The id in an address. Throws AppError `not_found` for what can be no id, as for one that nothing has. */
export function idInPath(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new AppError("not_found");
  return Number(text);
}
