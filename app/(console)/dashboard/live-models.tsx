"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ModelList } from "@/components/shell/model-list";
import { Button } from "@/components/ui/button";
import type { LiveSnapshot, ModelProcess } from "@/lib/dashboard/live-snapshot";
import type { ModelAction } from "@/lib/dashboard/model-action";
import { watchedRoles } from "@/lib/models";
import { ActDialog } from "./act-dialog";
import { controlModelAction } from "./actions";
import { Panel } from "./panel";
import { useNumbers } from "./use-numbers";

/** Whoever has no mouse scrolls it by keyboard, so it takes the focus. */
const reachable = { tabIndex: 0 } as const;

type ModelsProps = Pick<LiveSnapshot, "models" | "model_processes" | "llm_server">;

/** The models, the processes that serve them, and what can be done to these. */
export function LiveModels({ models, model_processes: processes, llm_server: load }: ModelsProps) {
  const t = useTranslations("dashboard.models");
  const roles = useTranslations("system.roles");
  const { percent, count } = useNumbers();
  const [asked, setAsked] = useState<{ role: ModelProcess["role"]; action: ModelAction } | null>(null);
  const loads = load
    ? [
        load.kv_cache_used !== null && t("kvCache", { share: percent(load.kv_cache_used) }),
        load.running !== null && t("running", { count: count(load.running) }),
        load.waiting !== null && t("waitingRequests", { count: count(load.waiting) }),
      ].filter((text) => text !== false)
    : [];
  return (
    <Panel title={t("title")}>
      <ul className="divide-y">
        {watchedRoles.map((role) => {
          const ofRole = models.filter((model) => model.role === role);
          const process = processes.find((each) => each.role === role);
          if (ofRole.length === 0) return null;
          return (
            <li key={role} data-role={role} className="py-3 first:pt-0 last:pb-0">
              <ModelList models={ofRole} />
              {role === "llm" && loads.length > 0 && (
                <p className="mt-1 text-muted-foreground text-xs">{loads.join(" · ")}</p>
              )}
              {process ? (
                <ProcessRow process={process} act={(action) => setAsked({ role: process.role, action })} />
              ) : (
                role !== "vad" && <p className="mt-1 text-muted-foreground text-xs">{t("elsewhere")}</p>
              )}
            </li>
          );
        })}
      </ul>
      {asked && (
        <ActDialog
          title={t(`${asked.action}Title`, { role: roles(asked.role) })}
          body={t(`${asked.action}Body`)}
          confirm={t(asked.action)}
          act={() => controlModelAction(asked)}
          close={() => setAsked(null)}
        />
      )}
    </Panel>
  );
}

function ProcessRow({ process, act }: { process: ModelProcess; act: (action: ModelAction) => void }) {
  const t = useTranslations("dashboard.models");
  const roles = useTranslations("system.roles");
  const { role, pid, restarts, last_lines: lines } = process;
  const button = (action: ModelAction) => (
    <Button
      variant="ghost"
      size="sm"
      className="pointer-coarse:h-11"
      aria-label={t(`${action}Title`, { role: roles(role) })}
      onClick={() => act(action)}
    >
      {t(action)}
    </Button>
  );
  return (
    <>
      <div className="mt-1 flex flex-wrap items-center justify-between gap-x-3">
        <p className="text-muted-foreground text-xs">
          {pid === null ? t("notRunning") : t("process", { pid: String(pid) })} · {t("restarts", { count: restarts })}
        </p>
        <span className="-mr-3 flex flex-wrap">
          {pid === null
            ? button("load")
            : [<span key="r">{button("restart")}</span>, <span key="u">{button("unload")}</span>]}
        </span>
      </div>
      {lines.length > 0 && (
        <details className="text-xs">
          <summary className="w-fit text-muted-foreground hover:text-foreground pointer-coarse:py-3">
            {t("lastLines")}
          </summary>
          <pre {...reachable} className="mt-1 max-h-48 overflow-auto rounded-md bg-muted p-2 font-mono text-xs">
            {lines.join("\n")}
          </pre>
        </details>
      )}
    </>
  );
}
