/**
 * What an audit row may keep of an entity, before and after an act: ids, kinds, numbers, times and hashes. Names and
 * texts are left out whoever wrote them; pages look names up by the id. A new column of a table is left out until it is
 * named here.
 */
export const keptFields = {
  user: ["id", "role", "loginEpoch", "disabledAt", "createdAt"],
  token: ["id", "userId", "createdAt", "lastUsedAt", "revokedAt"],
  login: ["attempts", "createdAt"],
  /** A right that an act needs, as lib/auth/permissions names it. */
  right: ["via"],
  /** The house's own decisions, which are nobody's words; secrets are left out by their names. */
  house_setting: "all",
  voice: ["ownerUserId", "language", "visibility", "referenceSha256", "state", "replies", "which"],
  consent: [
    "profileId",
    "ceremonyId",
    "language",
    "referenceSha256",
    "evidenceSha256",
    "status",
    "endReason",
    "scores",
  ],
  lexicon: ["version", "added", "removed"],
  persona: ["version", "restores", "isRetired"],
  session: ["ownerUserId"],
  model: [],
  quality_tag: ["id", "createdAt", "retiredAt"],
  candidate_server: ["id", "role", "createdAt", "removedAt"],
  alert: ["kind", "subject", "until"],
  webhook: ["origin", "renewedAt"],
  certificate: ["fingerprint", "validTo"],
  replay_set: ["id", "version", "createdAt", "runs", "cases", "caseId", "thresholds", "baselineRunId"],
  replay_run: [
    "id",
    "setId",
    "setVersion",
    "state",
    "repeats",
    "cases",
    "againstRunId",
    "caseId",
    "repeat",
    "verdict",
    "choice",
  ],
  conversation: ["via", "right", "ownerUserId", "turns", "filteredBy", "personId", "from", "to", "scope"],
  turn: ["via", "right", "thumb", "tagId", "isSet", "noteId"],
  audit: ["filteredBy", "personId", "from", "to", "format"],
  data: ["turns", "files"],
} as const satisfies Record<string, readonly string[] | "all">;

export type AuditEntity = keyof typeof keptFields;
export const auditEntities = Object.keys(keptFields) as [AuditEntity, ...AuditEntity[]];
