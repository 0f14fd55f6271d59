"use client";
import { Check, Info, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { SparkLine } from "@/components/charts/spark-line";
import { cn } from "@/components/ui/cn";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Tooltip } from "@/components/ui/tooltip";
import { isOfTurns, ownTargets, type TileState, targetBy, tileState } from "@/lib/dashboard/tile-state";
import { budgetDays } from "@/lib/metrics/error-budget";
import type { ErrorBudget, LevelTile } from "@/lib/metrics/kept-numbers";
import { leastFailed, leastTurns } from "@/lib/service-levels";
import { useNumbers } from "./use-numbers";

/** One tile for each service level: target, now, trend, and what is left of the error budget of 30 days. */
export function LevelTiles({ tiles }: { tiles: readonly LevelTile[] }) {
  const t = useTranslations("dashboard");
  return (
    <ul
      aria-label={t("levels")}
      className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5 min-[110rem]:grid-cols-9 not-rail:max-[22rem]:grid-cols-1"
    >
      {tiles.map((tile) => (
        <Tile key={tile.level} tile={tile} />
      ))}
    </ul>
  );
}

function Tile({ tile }: { tile: LevelTile }) {
  const t = useTranslations("dashboard");
  const { level: say } = useNumbers();
  const { level, now, target, trend, budget } = tile;
  const state = tileState(tile);
  return (
    <li data-level={level} className="flex min-w-0 flex-col rounded-md border bg-card p-3">
      <div className="flex items-start justify-between gap-1">
        <h2 className="text-muted-foreground text-xs">{t(`names.${level}`)}</h2>
        <Definition tile={tile} />
      </div>
      <p className="mt-1 flex flex-wrap items-baseline gap-x-2">
        <span data-testid={`now-${level}`} className="font-semibold text-xl tracking-tight">
          {now === null ? "–" : say(level, now)}
        </span>
        <span className="text-muted-foreground text-xs">{t(`counts.${kindOf(level)}`, { count: tile.count })}</span>
        <StateMark state={state} />
      </p>
      <p className="text-muted-foreground text-xs">
        {t(`targets.${level}`, { target: say(level, target) })}
        {hasTarget(level) && ` · ${t(`targetBy.${targetBy(tile)}`)}`}
      </p>
      <SparkLine values={trend} target={target} className="mt-2" />
      {budget && <Budget budget={budget} />}
    </li>
  );
}

/** How many talk at a time is no level to be met: it is what the admission lets in. */
const hasTarget = (level: LevelTile["level"]) => level !== "sessions";

const judgedFrom = { turns: leastTurns, failed: leastFailed, days: budgetDays };

/** What `count` counts. */
const kindOf = (level: LevelTile["level"]) => (level === "similarity" ? "ratings" : isOfTurns(level) ? "turns" : "now");

function StateMark({ state }: { state: TileState }) {
  const t = useTranslations("dashboard");
  if (state === "none") return null;
  if (state === "few") return <span className="text-muted-foreground text-xs">{t("few")}</span>;
  const Icon = state === "met" ? Check : TriangleAlert;
  return (
    <span
      className={cn("flex items-center gap-1 font-medium text-xs", state === "met" ? "text-success" : "text-warning")}
    >
      <Icon aria-hidden className="size-3" />
      {t(state)}
    </span>
  );
}

function Budget({ budget }: { budget: ErrorBudget }) {
  const t = useTranslations("dashboard");
  const { percent, days } = useNumbers();
  const left = Math.max(0, budget.left_share);
  const isOver = budget.left_share <= 0;
  return (
    <div className="mt-2 text-muted-foreground text-xs">
      <div
        role="img"
        aria-label={t("budget.left", { share: percent(left) })}
        className="h-1 overflow-hidden rounded-full bg-muted"
      >
        <div
          className={cn("h-full rounded-full", isOver ? "bg-warning" : "bg-primary/60")}
          style={{ width: `${left * 100}%` }}
        />
      </div>
      <p className={cn("mt-1", isOver && "text-warning")}>
        {isOver ? t("budget.spent") : t("budget.left", { share: percent(left) })}
      </p>
      {!isOver && budget.lasts_days !== null && (
        <p>
          {budget.lasts_days >= budgetDays
            ? t("budget.lastsLong", { days: budgetDays })
            : t("budget.lasts", { days: days(budget.lasts_days) })}
        </p>
      )}
      {budget.spent_by && <p>{t("budget.spentBy", { stage: t(`stages.${budget.spent_by}`) })}</p>}
    </div>
  );
}

/** What the number means, from when on it is judged, and whose its target is: on hover, and on a tap. */
function Definition({ tile }: { tile: LevelTile }) {
  const t = useTranslations("dashboard");
  const { level: say } = useNumbers();
  const { level } = tile;
  const own = t(`targets.${level}`, { target: say(level, ownTargets[level]) });
  const whose = hasTarget(level) && t(`targetMeans.${targetBy(tile)}`, { own });
  const judged = isOfTurns(level) && t(`judged.${level === "error_rate" ? "failures" : "times"}`, judgedFrom);
  const sentences = [t(`meaning.${level}`), judged, whose].filter((sentence) => sentence !== false);
  const meaning = sentences.reduce((first, next) => t("sentences", { first, next }));
  return (
    <Popover>
      <Tooltip content={meaning}>
        <PopoverTrigger
          aria-label={t("whatIs", { level: t(`names.${level}`) })}
          className="-m-1.5 shrink-0 rounded-md p-1.5 text-muted-foreground hover:text-foreground pointer-coarse:-m-3 pointer-coarse:p-3"
        >
          <Info aria-hidden className="size-3.5" />
        </PopoverTrigger>
      </Tooltip>
      <PopoverContent aria-label={t(`names.${level}`)} className="w-64">
        {meaning}
      </PopoverContent>
    </Popover>
  );
}
