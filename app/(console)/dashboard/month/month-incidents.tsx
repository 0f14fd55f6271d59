"use client";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { ScrollRegion } from "@/components/reply/scroll-region";
import type { Incident } from "@/lib/alerts/alerts";
import { useDates } from "../../use-dates";
import { useDurations } from "./use-durations";

const cell = "py-2 pr-4 align-top";

/** What was open in the month, for how long, and the worst of it. */
export function MonthIncidents({ incidents, untilS }: { incidents: readonly Incident[]; untilS: number }) {
  const t = useTranslations("monthReport.incidents");
  const { nameOf, says } = useAlertTexts();
  const { moment } = useDates();
  const duration = useDurations();
  return (
    <section aria-labelledby="month-incidents" className="space-y-2">
      <h2 id="month-incidents" className="font-semibold text-base">
        {t("title")}
      </h2>
      <p className="text-sm">{incidents.length === 0 ? t("none") : t("count", { count: incidents.length })}</p>
      {incidents.length > 0 && (
        <ScrollRegion>
          <table className="w-full border-collapse text-sm">
            <thead>
              <tr className="border-b text-left text-muted-foreground text-xs">
                {(["what", "opened", "lasted"] as const).map((column) => (
                  <th key={column} scope="col" className={`${cell} font-medium`}>
                    {t(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y tabular-nums">
              {incidents.map((incident) => (
                <tr key={incident.id} className="break-inside-avoid">
                  <th scope="row" className={`${cell} min-w-44 text-left font-normal print:min-w-0`}>
                    <span className="font-medium">{nameOf(incident)}</span>
                    <span className="block text-muted-foreground">{says(incident, incident.worst)}</span>
                  </th>
                  <td className={`${cell} whitespace-nowrap`}>{moment(incident.opened_at_s)}</td>
                  <td className={cell}>
                    {duration((incident.closed_at_s ?? untilS) - incident.opened_at_s)}
                    {incident.closed_at_s === null && <span className="block text-muted-foreground">{t("open")}</span>}
                    {incident.end === "no_reading" && (
                      <span className="block text-muted-foreground">{t("noReading")}</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}
