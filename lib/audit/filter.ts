import { z } from "zod";
import { textSchema } from "../text";
import { auditGroupNames } from "./actions";
import { auditEntities } from "./kept-fields";
import { auditOutcomes } from "./outcomes";

const unixSeconds = z.coerce.number().int().min(0).max(9_999_999_999);

/** Which acts: all of it must hold. The names are those in addresses; days are Unix seconds here, as in the history. */
export const auditFilterSchema = z.object({
  /** Who did it, or whose account or words it is about: a user's id, or the system. */
  person: z.union([z.literal("system"), z.coerce.number().int().positive()]).optional(),
  group: z.enum(auditGroupNames).optional(),
  entity: z.enum(auditEntities).optional(),
  /** The entity's id. */
  id: textSchema.min(1).max(100).optional(),
  outcome: z.enum(auditOutcomes).optional(),
  /** [from, to) */
  from: unixSeconds.optional(),
  to: unixSeconds.optional(),
});
export type AuditFilter = z.output<typeof auditFilterSchema>;
export const auditFilterNames = Object.keys(auditFilterSchema.shape) as (keyof AuditFilter)[];
