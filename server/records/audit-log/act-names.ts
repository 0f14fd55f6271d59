import { inArray } from "drizzle-orm";
import {
  apiTokens,
  candidateServers,
  qualityTags,
  replayRuns,
  replaySets,
  users,
  voiceProfiles,
} from "../../../drizzle/schema";
import type { AuditPerson } from "../../../lib/audit/view";
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

/** What people and things of these rows are called today: rows hold ids alone. */
export function actNames(tx: Transaction, rows: readonly AuditRow[]) {
  const isUser = ({ entity }: AuditRow) => entity === "user" || entity === "login";
  const userIds = rows.flatMap((row) => [
    row.actorUserId,
    row.subjectUserId,
    isUser(row) ? Number(row.entityId) : null,
  ]);
  const known = userIds.filter((id): id is number => Number.isSafeInteger(id));
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
  const tagIds = idsOf("quality_tag");
  const tags = tagIds.length > 0 ? tx.select().from(qualityTags).where(inArray(qualityTags.id, tagIds)).all() : [];
  remember(
    "quality_tag",
    tags.map(({ id, nameZh, nameEn }) => ({ id, name: `${nameZh} · ${nameEn}` })),
  );
  return {
    person: (id: number | null): AuditPerson | null => (id === null ? null : { id, name: userNames.get(id) ?? null }),
    entity: (row: AuditRow): string | null =>
      isUser(row)
        ? (userNames.get(Number(row.entityId)) ?? null)
        : (entityNames.get(`${row.entity} ${row.entityId}`) ?? null),
  };
}
