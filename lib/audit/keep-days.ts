import { z } from "zod";

/** The database itself keeps a row for at least 90 days; see the triggers of `audit_log`. */
export const auditKeepDaysSchema = z.number().int().min(90).max(3_650);
export const defaultAuditKeepDays = 730;
