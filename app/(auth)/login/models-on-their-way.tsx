"use client";
import { useTranslations } from "next-intl";
import { DownloadNote } from "@/components/shell/download-note";
import { reasonOf } from "@/components/shell/health";
import { ModelList } from "@/components/shell/model-list";
import { SystemProblems } from "@/components/shell/system-problems";
import { useHealth } from "@/components/shell/use-health";
import { Alert } from "@/components/ui/alert";

/** Says what the system is still loading while somebody logs in; renders nothing when all is well. */
export function ModelsOnTheirWay() {
  const t = useTranslations();
  const { state, health } = useHealth();
  if (state === "down" || state === "unreachable") {
    return (
      <Alert tone="danger">
        {t(`system.reasons.${reasonOf(state, health)}`)}
        {health && <SystemProblems health={health} className="mt-2" />}
      </Alert>
    );
  }
  if (state !== "loading" || !health) return null;
  const unready = health.models.filter((model) => model.required && model.state !== "ready");
  return (
    <section className="rounded-md bg-muted px-4 py-3">
      <p className="text-muted-foreground text-sm">{t("login.preparing")}</p>
      <DownloadNote download={health.download} className="text-muted-foreground text-sm" />
      <ModelList models={unready} className="mt-3" />
    </section>
  );
}
