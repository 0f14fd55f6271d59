"use client";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { cn } from "@/components/ui/cn";
import type { TimeLine } from "@/lib/alerts/alerts";
import { degradationStretches, incidentRows, type Stretch } from "@/lib/dashboard/time-line";
import type { TimeSteps } from "@/lib/metrics/kept-numbers";
import { useDates } from "../use-dates";

/** An alert is a danger wherever it is shown; what is degraded still works. */
const tones = {
  alert: { open: "bg-danger", over: "bg-danger/50" },
  degraded: { open: "bg-warning", over: "bg-warning/50" },
} as const;

/** Alerts and degradations on one time line, and in words beside it. */
export function IncidentLine({ line, span }: { line: TimeLine; span: TimeSteps }) {
  const t = useTranslations("dashboard.alerts");
  const levels = useTranslations("dashboard.machine.levels");
  const reasons = useTranslations("dashboard.machine.reasons");
  const { nameOf, says } = useAlertTexts();
  const { moment } = useDates();
  const time = ({ from_s: from, to_s: to }: Stretch) =>
    to === null ? t("since", { time: moment(from) }) : t("fromTo", { from: moment(from), to: moment(to) });
  const degraded = degradationStretches(line, span).map((stretch) => ({
    ...stretch,
    text: [levels(stretch.level), stretch.reason && reasons(stretch.reason)].filter(Boolean).join(" · "),
  }));
  const rows = [
    ...incidentRows(line, span).map(({ name, stretches }) => ({
      key: `${name.kind} ${name.subject}`,
      title: nameOf(name),
      stretches: stretches.map((stretch) => ({
        ...stretch,
        text: says(stretch.incident, stretch.incident.worst ?? stretch.incident.value),
      })),
    })),
    ...(degraded.length > 0 ? [{ key: "voice", title: t("degraded"), stretches: degraded }] : []),
  ];
  if (rows.length === 0) return <p className="text-muted-foreground text-sm">{t("none")}</p>;
  return (
    <ul className="space-y-3 rounded-md border bg-card p-4">
      {rows.map(({ key, title, stretches }) => (
        <li key={key} className="text-sm">
          <p className="font-medium">{title}</p>
          <div aria-hidden className="relative mt-1 h-3 overflow-hidden rounded-full bg-muted">
            {stretches.map(({ from_s: from, left, width, to_s: to }) => (
              <span
                key={from}
                className={cn(
                  "absolute inset-y-0 min-w-1",
                  tones[key === "voice" ? "degraded" : "alert"][to === null ? "open" : "over"],
                )}
                style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
              />
            ))}
          </div>
          <Told stretches={stretches.toReversed().map((stretch) => ({ ...stretch, time: time(stretch) }))} />
        </li>
      ))}
    </ul>
  );
}

/** That many are told at once, the newest first; the others on request. */
const told = 3;

function Told({ stretches }: { stretches: (Stretch & { text: string; time: string })[] }) {
  const t = useTranslations("dashboard.alerts");
  const list = (part: typeof stretches) => (
    <ul>
      {part.map(({ from_s: from, time, text }) => (
        <li key={from}>{t("told", { time, text })}</li>
      ))}
    </ul>
  );
  const earlier = stretches.slice(told);
  return (
    <div className="mt-1 text-muted-foreground text-xs">
      {list(stretches.slice(0, told))}
      {earlier.length > 0 && (
        <details>
          <summary className="w-fit hover:text-foreground pointer-coarse:py-3">
            {t("earlier", { count: earlier.length })}
          </summary>
          {list(earlier)}
        </details>
      )}
    </div>
  );
}
