import { Check, TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { ScrollRegion } from "@/components/reply/scroll-region";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { type MonthLevel, monthLevels } from "@/lib/alerts/month-levels";
import { targetBy } from "@/lib/dashboard/tile-state";
import type { PeriodReport } from "@/lib/metrics/kept-numbers";
import { leastFailed, leastTurns, missShareTarget } from "@/lib/service-levels";
import type { PastTargets } from "@/server/records/alerts/past-targets";

const cell = "py-2 pr-4";
/** What phones have no room for. */
const wideCell = cn(cell, "hidden print:table-cell sm:table-cell");
const columns = ["level", "target", "measured", "turns", "over", "state"] as const;
const isWide = (column: (typeof columns)[number]) => ["target", "turns", "over"].includes(column);

const judgedFrom = { turns: leastTurns, failed: leastFailed, share: missShareTarget };

interface MonthLevelsProps {
  period: PeriodReport;
  targets: PastTargets;
}

/** Each service level: its target, what was measured, and whether it was met. */
export function MonthLevels({ period, targets: { held, known_from_s: knownFromS } }: MonthLevelsProps) {
  const t = useTranslations("monthReport");
  const alerts = useTranslations("alerts");
  const common = useTranslations("common");
  const format = useFormatter();
  const seconds = (ms: number) => common("seconds", { value: ms / 1_000 });
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 1 });
  const levels = monthLevels(period, held);
  const rows = levels.map(({ level, targets, measured, count, over, state }) => {
    const isRate = level === "error_rate";
    const say = isRate ? percent : seconds;
    const lines = targets.map(({ from_s, target }, index) => {
      const limit = `${isRate ? "<" : "≤"} ${say(target)}`;
      const text =
        index === 0
          ? limit
          : t("levels.since", {
              date: format.dateTime(from_s * 1_000, { month: "short", day: "numeric" }),
              target: limit,
            });
      return { text, by: t(`levels.targetBy.${targetBy({ level, target })}`) };
    });
    const value = measured === null ? "–" : say(measured);
    return { name: alerts(`levels.${isRate ? "errors" : level}`), lines, value, count, over, state };
  });
  const judged = rows.filter(({ state }) => state === "met" || state === "missed");
  const met = judged.filter(({ state }) => state === "met");
  const wasChanged = rows.some(({ lines }) => lines.length > 1);
  return (
    <section aria-labelledby="month-levels" className="space-y-2">
      <h2 id="month-levels" className="font-semibold text-base">
        {t("levels.title")}
      </h2>
      <p className="text-sm">
        {judged.length === 0 ? t("levels.none") : t("levels.met", { met: met.length, of: judged.length })}
      </p>
      <ScrollRegion>
        <table className="w-full border-collapse text-sm">
          <thead>
            <tr className="border-b text-left text-muted-foreground text-xs">
              {columns.map((column) => (
                <th key={column} scope="col" className={cn("font-medium", isWide(column) ? wideCell : cell)}>
                  {t(`levels.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y tabular-nums">
            {rows.map(({ name, lines, value, count, over, state }) => (
              <tr key={name} className="break-inside-avoid">
                <th scope="row" className={cn(cell, "min-w-32 text-left font-normal")}>
                  {name}
                </th>
                <td className={cn(wideCell, "whitespace-nowrap")}>
                  {lines.map(({ text, by }) => (
                    <span key={text} className="block">
                      {text}
                      <span className="block text-muted-foreground text-xs">{by}</span>
                    </span>
                  ))}
                </td>
                <td className={cn(cell, "whitespace-nowrap")}>
                  {value}
                  {lines.map(({ text, by }) => (
                    <span
                      key={text}
                      className="block whitespace-normal text-muted-foreground text-xs sm:hidden print:hidden"
                    >
                      {text} · {by}
                    </span>
                  ))}
                </td>
                <td className={wideCell}>{format.number(count)}</td>
                <td className={wideCell}>{format.number(over)}</td>
                <td className={cell}>
                  <State state={state} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className="text-muted-foreground text-xs">{t("levels.meaning", judgedFrom)}</p>
      {wasChanged && <p className="text-muted-foreground text-xs">{t("levels.changed")}</p>}
      {knownFromS !== null && (
        <p className="text-muted-foreground text-xs">
          {t("levels.forgotten", { date: format.dateTime(knownFromS * 1_000, { dateStyle: "long" }) })}
        </p>
      )}
      {period.failed_turns.length > 0 && (
        <p className="text-sm">
          {t("levels.codes")} {period.failed_turns.map(({ of, count }) => `${of} ${format.number(count)}`).join(" · ")}
        </p>
      )}
    </section>
  );
}

function State({ state }: { state: MonthLevel["state"] }) {
  const t = useTranslations("monthReport.levels");
  if (state === "none") return "–";
  if (state === "few") return <span className="text-muted-foreground">{t("few")}</span>;
  const isMet = state === "met";
  return (
    <Badge tone={isMet ? "success" : "warning"}>
      {isMet ? <Check aria-hidden /> : <TriangleAlert aria-hidden />}
      {t(isMet ? "isMet" : "isMissed")}
    </Badge>
  );
}
