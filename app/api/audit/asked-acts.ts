import type { z } from "zod";
import { auditFilterSchema } from "@/lib/audit/filter";
import { askedQuery } from "../asked-query";

/** The acts that an address asks for, with parameters of the route's own. Throws AppError `invalid_input`. */
export function askedActs<Own extends z.ZodRawShape>(searchParams: URLSearchParams, own: Own) {
  return askedQuery(searchParams, { ...auditFilterSchema.shape, ...own });
}
