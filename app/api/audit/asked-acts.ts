import { z } from "zod";
import { auditFilterSchema } from "@/lib/audit/filter";
import { AppError } from "@/lib/errors";

/**
 * What an address asks for, with parameters of the route's own. Strict, because a misspelt filter would silently ask for
 * everything. Throws AppError `invalid_input`.
 */
export function askedActs<Own extends z.ZodRawShape>(searchParams: URLSearchParams, own: Own) {
  const schema = z.strictObject({ ...auditFilterSchema.shape, ...own });
  const query = schema.safeParse(Object.fromEntries(searchParams));
  if (query.success) return query.data;
  const names = query.error.issues.flatMap((issue) => ("keys" in issue ? issue.keys : issue.path.join(".")));
  throw new AppError("invalid_input", `Not valid: ${[...new Set(names)].join(", ")}.`);
}
