import { useFormatter, useTranslations } from "next-intl";
import type { PeriodReport } from "@/lib/metrics/kept-numbers";

interface DayBarsProps {
  period: PeriodReport;
  /** Where the month has come to, Unix seconds. */
  untilS: number;
}

/** How many turns each day had; a day without any, or still to come, keeps its place. */
export function DayBars({ period, untilS }: DayBarsProps) {
  const t = useTranslations("monthReport.days");
  const format = useFormatter();
  const most = Math.max(0, ...period.days.map(({ count }) => count));
  const days = period.days.map(({ from_s, count }, index) => ({
    number: index + 1,
    count,
    hasBegun: from_s < untilS,
    date: format.dateTime(from_s * 1_000, { dateStyle: "long" }),
  }));
  return (
    <section aria-labelledby="month-days" className="break-inside-avoid space-y-2">
      <h2 id="month-days" className="font-semibold text-base">
        {t("title")}
      </h2>
      <p className="text-muted-foreground text-sm">{most === 0 ? t("none") : t("most", { count: most })}</p>
      {most > 0 && (
        <>
          <ol className="flex h-32 items-end gap-px border-b">
            {days.map(({ number, count, hasBegun, date }) =>
              hasBegun ? (
                <li key={number} title={t("day", { date, count })} className="relative flex h-full flex-1 items-end">
                  <span className="sr-only">{t("day", { date, count })}</span>
                  <span
                    aria-hidden
                    className="w-full bg-primary [print-color-adjust:exact]"
                    style={{ height: `${(count / most) * 100}%` }}
                  />
                </li>
              ) : (
                <li key={number} aria-hidden className="flex-1" />
              ),
            )}
          </ol>
          <p aria-hidden className="flex justify-between text-muted-foreground text-xs tabular-nums">
            <span>1</span>
            <span>{days.length}</span>
          </p>
        </>
      )}
    </section>
  );
}
