import type { z } from "zod";
import { AppError } from "../../lib/errors";

/** The input as the schema has it. Throws AppError `invalid_input` that names the fields, never their content. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = [...new Set(result.error.issues.map((issue) => issue.path.join(".") || "input"))].join(", ");
  throw new AppError("invalid_input", `Not valid: ${fields}.`);
}
