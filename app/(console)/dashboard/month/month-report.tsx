import { ArrowLeft, ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { monthBeside } from "@/lib/alerts/month";
import { PrintButton } from "../../print-button";
import { DayBars } from "./day-bars";
import { MonthIncidents } from "./month-incidents";
import { MonthLevels } from "./month-levels";
import type { MonthFacts } from "./read-month";
import { VoiceTimes } from "./voice-times";

/** One month on paper: the levels, met or not; what happened; how much was talked. */
export function MonthReport({ facts }: { facts: MonthFacts }) {
  const t = useTranslations("monthReport");
  const format = useFormatter();
  const { month, until_s: untilS, period, timeLine, targets } = facts;
  const nameOf = (each: string) =>
    format.dateTime(new Date(`${each}-15T12:00:00Z`), { timeZone: "UTC", year: "numeric", month: "long" });
  const isOver = untilS >= period.to_s;
  return (
    <div className="h-full overflow-y-auto print:h-auto print:overflow-visible">
      <article className="mx-auto max-w-4xl space-y-8 px-4 pt-4 pb-16 md:px-8 md:pt-6 print:max-w-none print:p-0">
        <header className="space-y-3">
          <nav aria-label={t("months")} className="flex flex-wrap items-center gap-2 print:hidden">
            <Button asChild variant="ghost" size="sm" className="pointer-coarse:h-11">
              <Link href="/dashboard">
                <ArrowLeft aria-hidden />
                {t("dashboard")}
              </Link>
            </Button>
            <span className="ml-auto flex flex-wrap items-center gap-1">
              {([-1, 1] as const).map((by) => {
                const beside = monthBeside(month, by);
                if (by === 1 && !isOver) return null;
                return (
                  <Button key={by} asChild variant="ghost" size="sm" className="pointer-coarse:h-11">
                    <Link href={`/dashboard?month=${beside}`}>
                      {by === -1 && <ChevronLeft aria-hidden />}
                      {nameOf(beside)}
                      {by === 1 && <ChevronRight aria-hidden />}
                    </Link>
                  </Button>
                );
              })}
              <PrintButton label={t("print")} />
            </span>
          </nav>
          <h1 className="font-semibold text-lg tracking-tight">{t("title", { month: nameOf(month) })}</h1>
          <p className="text-muted-foreground text-sm">
            <span className="block">
              {t("volume", { turns: period.turns, days: period.days.filter(({ count }) => count > 0).length })}
            </span>
            {!isOver && t("unfinished", { at: format.dateTime(untilS * 1_000, { dateStyle: "long" }) })}
          </p>
        </header>
        <MonthLevels period={period} targets={targets} />
        <DayBars period={period} untilS={untilS} />
        <MonthIncidents incidents={timeLine.incidents} untilS={untilS} />
        <VoiceTimes steps={timeLine.degradations} range={{ from_s: period.from_s, to_s: untilS }} />
      </article>
    </div>
  );
}
