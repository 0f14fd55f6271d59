"use client";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { alertKindSchema } from "@/lib/alerts/alerts";
import type { AuditActView } from "@/lib/audit/view";
import type { LimitName } from "@/lib/limits";
import { watchedRoles } from "@/lib/models";
import type { AssistantKey } from "../settings/assistant/assistant-keys";
import type { ReplyLimitKey } from "../settings/limits/reply-limit-keys";

type LimitKey = LimitName | ReplyLimitKey;

/** What an act was done to, as the pages call it; a name that somebody gave it is in the row itself. */
export function useThingName() {
  const t = useTranslations("audit");
  const assistant = useTranslations("settings.assistant.keys");
  const limits = useTranslations("settings.limits.keys");
  const alerts = useTranslations("alerts");
  const roles = useTranslations("system.roles");
  const { nameOf } = useAlertTexts();

  /** A setting of the house; its key where no page has words for it. */
  function setting(key: string): string {
    if (assistant.has(key as AssistantKey)) return assistant(key as AssistantKey);
    if (limits.has(key as LimitKey)) return limits(key as LimitKey);
    if (key === "alertTargets") return alerts("targets.title");
    return key === "auditKeepDays" ? t("auditKeepDays") : key;
  }

  /** Null where the row's own name, or its number, is all that is known. */
  function thing({ entity, entity_id: id, before, after }: AuditActView): string | null {
    const kept = after ?? before ?? {};
    switch (entity) {
      case "house_setting":
        return setting(id);
      case "model": {
        const role = watchedRoles.find((each) => each === id);
        return role ? roles(role) : null;
      }
      case "webhook":
        return typeof kept.origin === "string" ? kept.origin : null;
      case "alert": {
        const kind = alertKindSchema.safeParse(kept.kind);
        if (!kind.success) return null;
        return kept.subject === null
          ? alerts(`kinds.${kind.data}`)
          : nameOf({ kind: kind.data, subject: String(kept.subject) });
      }
      default:
        return null;
    }
  }

  return { setting, thing };
}
