"use client";
import { useTranslations } from "next-intl";
import type { AuditAction } from "@/lib/audit/actions";
import type { AuditEntity } from "@/lib/audit/kept-fields";
import type { AuditActView, AuditPerson } from "@/lib/audit/view";
import type { Permission } from "@/lib/auth/permissions";
import { errorCodeList } from "@/lib/errors";

/** What a refusal can name: a permission, or what stands in its place (server/records/audit-log/note-refusal.ts). */
type Right = Permission | "own_page" | "own_conversation" | "unknown";

/** What stands in the place of an entity's id. */
type Several = "all" | "list" | "corrections" | "many" | "waiting";

/** Rows in the reader's words. What an older or newer version wrote, and this one has no words for, is shown as it is. */
export function useActWords() {
  const t = useTranslations("audit");
  const errors = useTranslations("errors");
  const person = ({ id, name }: AuditPerson) => name ?? t("unknownPerson", { id });
  return {
    person,
    action: (action: string) =>
      t.has(`actions.${action as AuditAction}`) ? t(`actions.${action as AuditAction}`) : action,
    entity: (entity: string) =>
      t.has(`entities.${entity as AuditEntity}`) ? t(`entities.${entity as AuditEntity}`) : entity,
    /** The place of a number where an act was of no single thing; numbers stay as they are. */
    several: (id: string) => (t.has(`several.${id as Several}`) ? t(`several.${id as Several}`) : id),
    /** What was asked for without the right to it. */
    right: (right: string) => (t.has(`rights.${right as Right}`) ? t(`rights.${right as Right}`) : right),
    actor({ actor, system_job: job, action }: AuditActView): string {
      if (actor) return person(actor);
      if (job === null) return t(action === "login.refuse" ? "somebody" : "system");
      return t(job === "command_line" ? "commandLine" : "system");
    },
    reason(code: string): string {
      const known = errorCodeList.find((each) => each === code);
      return known ? errors(known) : code;
    },
  };
}
