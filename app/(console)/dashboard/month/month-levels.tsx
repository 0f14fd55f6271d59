import { Check, TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { ScrollRegion } from "@/components/reply/scroll-region";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { AlertTargets } from "@/lib/alerts/targets";
import { targetBy } from "@/lib/dashboard/tile-state";
import type { PeriodReport } from "@/lib/metrics/kept-numbers";

const cell = "py-2 pr-4";
/** What phones have no room for. */
const wideCell = cn(cell, "hidden print:table-cell sm:table-cell");
const columns = ["level", "target", "measured", "turns", "over", "state"] as const;
const isWide = (column: (typeof columns)[number]) => ["target", "turns", "over"].includes(column);

interface MonthLevelsProps {
  period: PeriodReport;
  targets: AlertTargets;
}

/** Each service level: its target, what was measured, and whether it was met. */
export function MonthLevels({ period, targets: { p95Ms, errorRate } }: MonthLevelsProps) {
  const t = useTranslations("monthReport");
  const alerts = useTranslations("alerts");
  const common = useTranslations("common");
  const format = useFormatter();
  const seconds = (ms: number | null) => (ms === null ? "–" : common("seconds", { value: ms / 1_000 }));
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 1 });
  const failed = period.failed_turns.reduce((sum, { count }) => sum + count, 0);
  const failedShare = period.turns === 0 ? null : failed / period.turns;
  const rows = [
    ...period.levels.map(({ level, count, p95_ms, missed }) => ({
      name: alerts(`levels.${level}`),
      target: `≤ ${seconds(p95Ms[level])}`,
      by: targetBy({ level, target: p95Ms[level] }),
      measured: seconds(p95_ms),
      turns: count,
      over: missed,
      isMet: p95_ms === null ? null : p95_ms <= p95Ms[level],
    })),
    {
      name: alerts("levels.errors"),
      target: `< ${percent(errorRate)}`,
      by: targetBy({ level: "error_rate", target: errorRate }),
      measured: failedShare === null ? "–" : percent(failedShare),
      turns: period.turns,
      over: failed,
      isMet: failedShare === null ? null : failedShare < errorRate,
    },
  ];
  const [met, measured] = [rows.filter(({ isMet }) => isMet), rows.filter(({ isMet }) => isMet !== null)];
  return (
    <section aria-labelledby="month-levels" className="space-y-2">
      <h2 id="month-levels" className="font-semibold text-base">
        {t("levels.title")}
      </h2>
      <p className="text-sm">
        {measured.length === 0 ? t("levels.none") : t("levels.met", { met: met.length, of: measured.length })}
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
            {rows.map(({ name, target, by, measured: value, turns, over, isMet }) => (
              <tr key={name} className="break-inside-avoid">
                <th scope="row" className={cn(cell, "min-w-32 text-left font-normal")}>
                  {name}
                </th>
                <td className={cn(wideCell, "whitespace-nowrap")}>
                  {target}
                  <span className="block text-muted-foreground text-xs">{t(`levels.targetBy.${by}`)}</span>
                </td>
                <td className={cn(cell, "whitespace-nowrap")}>
                  {value}
                  <span className="block text-muted-foreground text-xs sm:hidden print:hidden">
                    {target} · {t(`levels.targetBy.${by}`)}
                  </span>
                </td>
                <td className={wideCell}>{format.number(turns)}</td>
                <td className={wideCell}>{format.number(over)}</td>
                <td className={cell}>{isMet === null ? "–" : <Met isMet={isMet} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className="text-muted-foreground text-xs">{t("levels.meaning")}</p>
      {period.failed_turns.length > 0 && (
        <p className="text-sm">
          {t("levels.codes")} {period.failed_turns.map(({ of, count }) => `${of} ${format.number(count)}`).join(" · ")}
        </p>
      )}
    </section>
  );
}

function Met({ isMet }: { isMet: boolean }) {
  const t = useTranslations("monthReport.levels");
  return (
    <Badge tone={isMet ? "success" : "warning"}>
      {isMet ? <Check aria-hidden /> : <TriangleAlert aria-hidden />}
      {t(isMet ? "isMet" : "isMissed")}
    </Badge>
  );
}
