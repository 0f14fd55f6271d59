import { z } from "zod";
import { AppError } from "@/lib/errors";

/**
 * What an address asks for. Strict, because a misspelt parameter would silently bring something else. Throws AppError
 * `invalid_input`, which names the parameters.
 */
export function askedQuery<Shape extends z.ZodRawShape>(searchParams: URLSearchParams, shape: Shape) {
  const query = z.strictObject(shape).safeParse(Object.fromEntries(searchParams));
  if (query.success) return query.data;
  const names = query.error.issues.flatMap((issue) => ("keys" in issue ? issue.keys : issue.path.join(".")));
  throw new AppError("invalid_input", `Not valid: ${[...new Set(names)].join(", ")}.`);
}
