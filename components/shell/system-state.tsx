"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Tooltip } from "@/components/ui/tooltip";
import { DownloadNote } from "./download-note";
import { limitedLanguages, reasonOf, type SystemState } from "./health";
import { useLanguageLimit } from "./language-limit";
import { ModelList } from "./model-list";
import { SystemProblems } from "./system-problems";
import { useHealth } from "./use-health";

/** Shape and colour both tell the state: a full disc, a ring, a half, a square. */
const dotClass: Record<SystemState, string> = {
  well: "rounded-full bg-success",
  degraded: "rounded-full bg-linear-to-r from-50% from-warning to-50% to-transparent ring-2 ring-warning ring-inset",
  loading: "animate-pulse rounded-full ring-2 ring-warning ring-inset",
  down: "bg-danger",
  unreachable: "bg-transparent ring-2 ring-danger ring-inset",
  checking: "rounded-full ring-2 ring-muted-foreground ring-inset",
};

/** The dot that says whether the system is well; the reason on hover, the models on a click or tap. */
export function SystemStateButton() {
  const t = useTranslations("system");
  const common = useTranslations("common");
  const { state, health } = useHealth();
  const sayLimit = useLanguageLimit();
  const limits = state === "degraded" ? limitedLanguages(health).map(sayLimit) : [];
  const reason =
    limits.length > 0
      ? limits.reduce((first, second) => common("sentences", { first, second }))
      : t(`reasons.${reasonOf(state, health)}`);
  return (
    <Popover>
      <Tooltip content={reason} side="top">
        <PopoverTrigger asChild>
          <Button
            variant="ghost"
            size="icon"
            className="pointer-coarse:size-11"
            aria-label={t("label", { state: t(`states.${state}`) })}
          >
            <span aria-hidden data-state={state} className={cn("size-2.5", dotClass[state])} />
          </Button>
        </PopoverTrigger>
      </Tooltip>
      <PopoverContent side="top" align="start" aria-label={t("label", { state: t(`states.${state}`) })}>
        <p className="flex items-center gap-2 font-medium">
          <span aria-hidden className={cn("size-2.5", dotClass[state])} />
          {t(`states.${state}`)}
        </p>
        <p className="mt-1 text-muted-foreground">{reason}</p>
        <DownloadNote download={health?.download} className="mt-1 text-muted-foreground" />
        {health && <SystemProblems health={health} className="mt-4" />}
        {health && health.models.length > 0 && <ModelList models={health.models} className="mt-4" />}
      </PopoverContent>
    </Popover>
  );
}
