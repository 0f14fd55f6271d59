import { Check, TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { ScrollRegion } from "@/components/reply/scroll-region";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { errorRateTarget, type ServiceLevelReport } from "@/lib/service-levels";

const columns = ["level", "target", "p50", "p95", "p99", "turns", "met"] as const;
const cell = "whitespace-nowrap py-2 pr-4";
const wideCell = cn(cell, "hidden sm:table-cell");
/** What phones have no room for. */
const isWide = (column: string) => ["target", "p50", "p50_ms", "p99", "p99_ms", "turns"].includes(column);
const percentiles = ["p50_ms", "p95_ms", "p99_ms"] as const;

/** Each service level with its target, what was measured, and what the number means. */
export function LevelTable({ report }: { report: ServiceLevelReport }) {
  const t = useTranslations("dashboard");
  const common = useTranslations("common");
  const format = useFormatter();
  if (report.turns === 0) return <p className="text-sm">{t("empty")}</p>;
  const seconds = (ms: number | null) => (ms === null ? "–" : common("seconds", { value: ms / 1000 }));
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 1 });
  const failed = report.failed_turns / report.turns;
  const nameOf = (level: ServiceLevelReport["levels"][number]["level"] | "errors") => (
    <th scope="row" className="min-w-32 py-2 pr-4 text-left font-normal">
      {t(`names.${level}`)}
      <span className="block text-muted-foreground text-xs">{t(`meaning.${level}`)}</span>
    </th>
  );
  return (
    <ScrollRegion>
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr className="border-b text-left text-muted-foreground text-xs">
            {columns.map((column) => (
              <th key={column} scope="col" className={cn("font-medium", isWide(column) ? wideCell : cell)}>
                {t(`columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y tabular-nums">
          {report.levels.map((each) => (
            <tr key={each.level}>
              {nameOf(each.level)}
              <td className={wideCell}>P95 ≤ {seconds(each.target_ms)}</td>
              {percentiles.map((name) => (
                <td key={name} className={isWide(name) ? wideCell : cell}>
                  {seconds(each[name])}
                  {name === "p95_ms" && <OnPhones text={`≤ ${seconds(each.target_ms)}`} />}
                </td>
              ))}
              <td className={wideCell}>{format.number(each.turns)}</td>
              <td className="py-2 pr-4">{each.p95_ms !== null && <Met isMet={each.p95_ms <= each.target_ms} />}</td>
            </tr>
          ))}
          <tr>
            {nameOf("errors")}
            <td className={wideCell}>{`< ${percent(errorRateTarget)}`}</td>
            <td className={wideCell} />
            <td className={cell}>
              {percent(failed)}
              <OnPhones text={`< ${percent(errorRateTarget)}`} />
            </td>
            <td className={wideCell} />
            <td className={wideCell}>{format.number(report.turns)}</td>
            <td className="py-2 pr-4">
              <Met isMet={failed < errorRateTarget} />
            </td>
          </tr>
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** The target below what was measured, where it has no column of its own. */
function OnPhones({ text }: { text: string }) {
  return <span className="block text-muted-foreground text-xs sm:hidden">{text}</span>;
}

function Met({ isMet }: { isMet: boolean }) {
  const t = useTranslations("dashboard");
  return (
    <Badge tone={isMet ? "success" : "warning"}>
      {isMet ? <Check aria-hidden /> : <TriangleAlert aria-hidden />}
      {t(isMet ? "met" : "missed")}
    </Badge>
  );
}
