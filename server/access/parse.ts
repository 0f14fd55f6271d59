import type { z } from "zod";
import { AppError } from "../../lib/errors";

/**
 * Parses the input with the schema. Throws AppError `invalid_input` that says what each field must be, never its
 * content.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, message }) => `${path.join(".") || "input"} (${message})`);
  throw new AppError("invalid_input", `Not valid: ${fields.join("; ")}.`);
}
