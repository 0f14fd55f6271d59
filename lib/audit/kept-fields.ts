/** What a kept value is, so that pages can say it: app/(console)/audit/use-act-values.ts has the words. */
export type FieldKind =
  /** How many */
  | "count"
  /** A number that only tells one thing from another */
  | "id"
  /** A hash or an address, shown as it is */
  | "code"
  | "text"
  /** Unix seconds */
  | "time"
  /** As a certificate has it */
  | "date"
  | "yesNo"
  | NamedKind
  | "role"
  | "modelRole"
  | "language"
  | "visibility"
  | "voiceState"
  | "voiceSound"
  | "consentStatus"
  | "consentEnd"
  | "consentScores"
  | "runState"
  | "verdict"
  | "choice"
  | "thresholds"
  | "thumb"
  | "entrance"
  | "right"
  | "filters"
  | "alertKind"
  | "alertSubject"
  | "alertTargets"
  | "personaVersion";

/** Ids of what has a name, which is looked up when the row is shown. */
export type NamedKind = "person" | "voice" | "tag" | "replaySet" | "run";

/**
 * What an audit row may keep of an entity, before and after an act: ids, kinds, numbers, times and hashes. Names and
 * texts are left out whoever wrote them; pages look names up by the id. A new column of a table is left out until it is
 * named here; its name's words are in messages/*.json under `audit.fields`.
 */
export const keptFields = {
  user: { id: "id", role: "role", loginEpoch: "count", disabledAt: "time", createdAt: "time" },
  token: { id: "id", userId: "person", createdAt: "time", lastUsedAt: "time", revokedAt: "time" },
  login: { attempts: "count", createdAt: "time" },
  /** A right that an act needs, as lib/auth/permissions names it. */
  right: { via: "entrance" },
  /** The house's own decisions, which are nobody's words; secrets are left out by their names. */
  house_setting: "all",
  voice: {
    ownerUserId: "person",
    language: "language",
    visibility: "visibility",
    referenceSha256: "code",
    state: "voiceState",
    replies: "count",
    which: "voiceSound",
  },
  consent: {
    profileId: "voice",
    ceremonyId: "code",
    language: "language",
    referenceSha256: "code",
    evidenceSha256: "code",
    status: "consentStatus",
    endReason: "consentEnd",
    scores: "consentScores",
  },
  lexicon: { version: "id", added: "count", removed: "count" },
  persona: { version: "id", restores: "id", isRetired: "yesNo" },
  session: { ownerUserId: "person" },
  model: {},
  quality_tag: { id: "id", createdAt: "time", retiredAt: "time" },
  candidate_server: { id: "id", role: "modelRole", createdAt: "time", removedAt: "time" },
  alert: { kind: "alertKind", subject: "alertSubject", until: "time" },
  webhook: { origin: "code", renewedAt: "time" },
  certificate: { fingerprint: "code", validTo: "date" },
  replay_set: {
    id: "id",
    version: "id",
    createdAt: "time",
    runs: "count",
    cases: "count",
    caseId: "id",
    thresholds: "thresholds",
    baselineRunId: "run",
  },
  replay_run: {
    id: "id",
    setId: "replaySet",
    setVersion: "id",
    state: "runState",
    repeats: "count",
    cases: "count",
    againstRunId: "run",
    caseId: "id",
    repeat: "count",
    verdict: "verdict",
    choice: "choice",
  },
  conversation: {
    via: "entrance",
    right: "right",
    ownerUserId: "person",
    turns: "count",
    filteredBy: "filters",
    personId: "person",
    from: "time",
    to: "time",
  },
  turn: { via: "entrance", right: "right", thumb: "thumb", tagId: "tag", isSet: "yesNo", noteId: "id" },
  audit: { filteredBy: "filters", personId: "person", from: "time", to: "time", format: "code" },
  data: { turns: "count", files: "count" },
} as const satisfies Record<string, Readonly<Record<string, FieldKind>> | "all">;

export type AuditEntity = keyof typeof keptFields;
export const auditEntities = Object.keys(keptFields) as [AuditEntity, ...AuditEntity[]];

type FieldsOf<Fields> = Fields extends string ? never : keyof Fields;
/** The name of a field that some row may keep. */
export type KeptField = { [Entity in AuditEntity]: FieldsOf<(typeof keptFields)[Entity]> }[AuditEntity];

/** Settings whose values are more than a number or a text. */
const settingKinds: Readonly<Record<string, FieldKind>> = {
  personaVersion: "personaVersion",
  defaultLanguage: "language",
  voiceProfileZh: "voice",
  voiceProfileEn: "voice",
  alertTargets: "alertTargets",
};

/** What a field of such a row is; null for one that this version does not keep, as in rows of another one. */
export function fieldKindOf(entity: string, field: string): FieldKind | null {
  if (entity === "house_setting") return settingKinds[field] ?? "text";
  if (!Object.hasOwn(keptFields, entity)) return null;
  const fields: Readonly<Record<string, FieldKind>> | "all" = keptFields[entity as AuditEntity];
  return fields !== "all" && Object.hasOwn(fields, field) ? (fields[field] ?? null) : null;
}

const namedKinds: readonly string[] = ["person", "voice", "tag", "replaySet", "run"] satisfies NamedKind[];

/** The kind of a field whose value is the id of something with a name; null for any other. */
export function namedKindOf(entity: string, field: string): NamedKind | null {
  const kind = fieldKindOf(entity, field);
  return kind !== null && namedKinds.includes(kind) ? (kind as NamedKind) : null;
}
