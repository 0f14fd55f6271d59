import { asc, inArray } from "drizzle-orm";
import {
  apiTokens,
  candidateServers,
  personaVersions,
  qualityTags,
  replayRuns,
  replaySets,
  users,
  voiceProfiles,
} from "../../../drizzle/schema";
import { type NamedKind, namedKindOf } from "../../../lib/audit/kept-fields";
import type { AuditActView, AuditPerson } from "../../../lib/audit/view";
import type { Transaction } from "../../platform/db/database";
import type { AuditRow } from "./find-acts";

/** Tables whose rows have a name and a number as their id, by the entity that audit rows call them. */
const namedTables = {
  token: apiTokens,
  voice: voiceProfiles,
  replay_set: replaySets,
  replay_run: replayRuns,
  candidate_server: candidateServers,
} as const;

/** The same for what values name. */
const valueTables = { voice: voiceProfiles, replaySet: replaySets, run: replayRuns } as const;

/** What people and things of these rows are called today: rows hold ids alone. */
export function actNames(tx: Transaction, rows: readonly AuditRow[]) {
  const valuesOf = new Map(rows.map((row) => [row.id, namedValuesIn(row)]));
  const valueIds = (kind: NamedKind) => {
    const ids = [...valuesOf.values()].flat().filter((value) => value.kind === kind);
    return [...new Set(ids.map(({ id }) => id))];
  };
  const isUser = ({ entity }: AuditRow) => entity === "user" || entity === "login";
  const userIds = rows.flatMap((row) => [
    row.actorUserId,
    row.subjectUserId,
    isUser(row) ? Number(row.entityId) : null,
  ]);
  const known = [...userIds, ...valueIds("person")].filter((id): id is number => Number.isSafeInteger(id));
  const userNames = new Map(
    tx
      .select({ id: users.id, name: users.username })
      .from(users)
      .where(inArray(users.id, [...new Set(known)]))
      .all()
      .map(({ id, name }) => [id, name]),
  );
  const entityNames = new Map<string, string>();
  const idsOf = (entity: string) => [
    ...new Set(rows.filter((row) => row.entity === entity).map(({ entityId }) => Number(entityId))),
  ];
  const remember = (entity: string, named: readonly { id: number; name: string }[]) => {
    for (const { id, name } of named) entityNames.set(`${entity} ${id}`, name);
  };
  for (const [entity, table] of Object.entries(namedTables)) {
    const ids = idsOf(entity);
    if (ids.length === 0) continue;
    const named = { id: table.id, name: table.name };
    remember(entity, tx.select(named).from(table).where(inArray(table.id, ids)).all());
  }
  const tagIds = [...new Set([...idsOf("quality_tag"), ...valueIds("tag")])];
  const tags = tagIds.length > 0 ? tx.select().from(qualityTags).where(inArray(qualityTags.id, tagIds)).all() : [];
  remember(
    "quality_tag",
    tags.map(({ id, nameZh, nameEn }) => ({ id, name: `${nameZh} · ${nameEn}` })),
  );
  const personaIds = idsOf("persona");
  if (personaIds.length > 0) {
    const versions = tx.select().from(personaVersions).where(inArray(personaVersions.personaId, personaIds));
    // Of several, the newest name is remembered last.
    const named = versions.orderBy(asc(personaVersions.version)).all();
    remember(
      "persona",
      named.map(({ personaId: id, name }) => ({ id, name })),
    );
  }
  const valueNames = new Map<string, string>();
  for (const kind of ["voice", "replaySet", "run"] as const) {
    const ids = valueIds(kind);
    if (ids.length === 0) continue;
    const { id, name } = valueTables[kind];
    const named = tx.select({ id, name }).from(valueTables[kind]).where(inArray(id, ids)).all();
    for (const each of named) valueNames.set(`${kind} ${each.id}`, each.name);
  }
  const nameOfValue = ({ kind, id }: NamedValue): string | undefined => {
    if (kind === "person") return userNames.get(id);
    return kind === "tag" ? entityNames.get(`quality_tag ${id}`) : valueNames.get(`${kind} ${id}`);
  };
  const versionsOf = new Map(rows.map((row) => [row.id, versionIdsIn(row)]));
  const versionIds = [...new Set([...versionsOf.values()].flat())];
  const versionNames = new Map(
    (versionIds.length === 0
      ? []
      : tx
          .select({ id: personaVersions.id, name: personaVersions.name, version: personaVersions.version })
          .from(personaVersions)
          .where(inArray(personaVersions.id, versionIds))
          .all()
    ).map((version) => [version.id, version]),
  );
  return {
    /** The versions of personas that a row's values name. */
    personaVersions(row: AuditRow): Pick<AuditActView, "persona_versions"> {
      const named = (versionsOf.get(row.id) ?? []).flatMap((id) => versionNames.get(id) ?? []);
      return named.length === 0 ? {} : { persona_versions: named };
    },
    /** What the ids among a row's values are called. */
    values(row: AuditRow): Pick<AuditActView, "value_names"> {
      const named = (valuesOf.get(row.id) ?? []).flatMap((value) => {
        const name = nameOfValue(value);
        return name === undefined ? [] : { ...value, name };
      });
      return named.length === 0 ? {} : { value_names: named };
    },
    person: (id: number | null): AuditPerson | null => (id === null ? null : { id, name: userNames.get(id) ?? null }),
    entity: (row: AuditRow): string | null =>
      isUser(row)
        ? (userNames.get(Number(row.entityId)) ?? null)
        : (entityNames.get(`${row.entity} ${row.entityId}`) ?? null),
  };
}

/** Which version of a persona answers is a setting whose value is the version's id. */
const versionIdsIn = ({ before, after }: AuditRow): number[] =>
  [before, after].flatMap((values) => (typeof values?.personaVersion === "number" ? values.personaVersion : []));

interface NamedValue {
  kind: NamedKind;
  id: number;
}

/** The ids of people and things among a row's values. */
function namedValuesIn({ entity, before, after }: AuditRow): NamedValue[] {
  const values = [before, after].flatMap((row) => Object.entries(row ?? {}));
  return values.flatMap(([field, id]) => {
    const kind = namedKindOf(entity, field);
    return kind !== null && typeof id === "number" ? { kind, id } : [];
  });
}
