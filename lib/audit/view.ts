import type { NamedKind } from "./kept-fields";
import type { AuditOutcome } from "./outcomes";

/** A person as pages show them: rows hold the id, the name is looked up. Null: the user is not there any more. */
export interface AuditPerson {
  id: number;
  name: string | null;
}

/** One row of the audit log, with the names of today. */
export interface AuditActView {
  id: number;
  /** Unix seconds, as `last_at` */
  at: number;
  /** When the same was done last, within the ten minutes of the row. */
  last_at: number | null;
  times: number;
  /** Null: the system, or somebody who is not logged in. */
  actor: AuditPerson | null;
  system_job: string | null;
  address: string | null;
  action: string;
  entity: string;
  entity_id: string;
  /** What the entity is called now; null: it has no name, or is gone. */
  entity_name: string | null;
  /** Whose account or words it is about; null: nobody's. */
  subject: AuditPerson | null;
  outcome: AuditOutcome;
  reason: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  changed_fields: string[] | null;
  /** What the persona's versions that `before` and `after` name are called; only where they name some. */
  persona_versions?: { id: number; name: string; version: number }[];
  /** What the people and things are called whose ids are in `before` and `after`; what is gone has no name. */
  value_names?: { kind: NamedKind; id: number; name: string }[];
}

export interface AuditPage {
  acts: AuditActView[];
  /** For the next page; null: this is the last one. */
  next_cursor: string | null;
}
