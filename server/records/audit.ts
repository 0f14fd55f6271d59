import { isDeepStrictEqual } from "node:util";
import { auditLog } from "../../drizzle/schema";
import type { Transaction } from "../platform/db/database";
import type { RecordsContext } from "./context";

type Row = Record<string, unknown>;

/** An administrative act. Whole rows may be passed: `appendAudit` removes secret fields. */
interface Act {
  action:
    | "user.create"
    | "user.disable"
    | "user.enable"
    | "user.set_password"
    | "token.create"
    | "token.revoke"
    | "house_setting.save"
    | "house_setting.unset"
    | "history.export"
    | "corrections.export"
    | "conversation.delete"
    | "conversation.restore"
    | "voice.create"
    | "voice.change"
    | "voice.withdraw"
    | "voice.delete"
    | "voice.delete_replies"
    | "consent.begin"
    | "consent.again"
    | "consent.take"
    | "consent.settle"
    | "consent.decide"
    | "consent.attach"
    | "consent.end"
    | "consent.void"
    | "lexicon.change"
    | "persona.create"
    | "persona.change"
    | "persona.retire"
    | "persona.restore"
    | "quality_tag.add"
    | "quality_tag.rename"
    | "quality_tag.retire"
    | "candidate_server.add"
    | "candidate_server.remove"
    | "replay_set.delete"
    | "replay_run.delete"
    | "session.ask_to_leave"
    | "session.end"
    | "model.load"
    | "model.unload"
    | "model.restart";
  entity:
    | "user"
    | "token"
    | "house_setting"
    | "voice"
    | "consent"
    | "lexicon"
    | "persona"
    | "quality_tag"
    | "candidate_server"
    | "replay_set"
    | "replay_run"
    | "conversation"
    | "session"
    | "model";
  entityId: string | number;
  /** Null when the act created the entity. */
  before: Row | null;
  /** Null when the act removed it. */
  after: Row | null;
}

/** Adds the act's audit row in the act's own transaction. */
export function appendAudit(tx: Transaction, { actor, nowS }: RecordsContext, act: Act): void {
  const { action, entity, entityId, before, after } = act;
  tx.insert(auditLog)
    .values({
      at: nowS(),
      actorUserId: actor.kind === "user" ? actor.userId : null,
      systemJob: actor.kind === "system" ? actor.job : null,
      address: (actor.kind === "user" && actor.address) || null,
      action,
      entity,
      entityId: String(entityId),
      before: before && withoutSecrets(before),
      after: after && withoutSecrets(after),
      changedFields: changedFields(before ?? {}, after ?? {}),
    })
    .run();
}

/** Names of secret fields: passwords, tokens, keys and values derived from them. */
const secretName = /password|passphrase|secret|hash$|token$|key$|credential/i;

/** The row without secret fields at any depth, and without binary values (an embedding identifies a voice). */
export function withoutSecrets(row: Row): Row {
  const entries = Object.entries(row).filter(([name, value]) => !secretName.test(name) && !ArrayBuffer.isView(value));
  return Object.fromEntries(entries.map(([name, value]) => [name, cleaned(value)]));
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !ArrayBuffer.isView(item)).map(cleaned);
  return typeof value === "object" && value !== null ? withoutSecrets(value as Row) : value;
}

function changedFields(before: Row, after: Row): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}
