export const auditOutcomes = ["allowed", "refused"] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];
