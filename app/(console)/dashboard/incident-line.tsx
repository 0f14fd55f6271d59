"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { type LaneStretch, TimeLane } from "@/components/charts/time-lane";
import type { TimeLine } from "@/lib/alerts/alerts";
import { targetsOf } from "@/lib/dashboard/tile-state";
import { degradationStretches, incidentRows, type Stretch, stretchesAt } from "@/lib/dashboard/time-line";
import type { LevelTile, TimeSteps } from "@/lib/metrics/kept-numbers";
import { allSteps } from "@/lib/metrics/steps";
import { incidentHref } from "../alert-turns";
import { turnsBetween } from "../history/history-filters";
import { useDates } from "../use-dates";

/** An alert is a danger wherever it is shown; what is degraded still works. */
const fills = { alert: "var(--danger)", degraded: "var(--warning)" } as const;
/** How strong the colour of what goes on is, and of what is over. */
const opacities = { open: 1, over: 0.5 } as const;

interface IncidentLineProps {
  line: TimeLine;
  span: TimeSteps;
  /** Their targets are what alerts are measured by. */
  tiles: readonly LevelTile[];
  /** A step's time in full. */
  sayTime: (at: number) => string;
  open: (href: string) => void;
}

type ToldStretch = Stretch & { text: string; href: string };

/** Alerts and degradations on one time line, and in words below it. Each leads to the turns of its time. */
export function IncidentLine({ line, span, tiles, sayTime, open }: IncidentLineProps) {
  const t = useTranslations("dashboard.alerts");
  const levels = useTranslations("dashboard.machine.levels");
  const reasons = useTranslations("dashboard.machine.reasons");
  const { nameOf, says } = useAlertTexts();
  const degraded = degradationStretches(line, span).map((stretch) => ({
    ...stretch,
    text: [levels(stretch.level), stretch.reason && reasons(stretch.reason)].filter(Boolean).join(" · "),
    href: turnsBetween(stretch.from_s, stretch.to_s),
  }));
  const rows: { key: string; title: string; fill: string; stretches: ToldStretch[] }[] = [
    ...incidentRows(line, span).map(({ name, stretches }) => ({
      key: `${name.kind} ${name.subject}`,
      title: nameOf(name),
      fill: fills.alert,
      stretches: stretches.map((stretch) => ({
        ...stretch,
        text: says(stretch.incident, stretch.incident.worst ?? stretch.incident.value),
        href: incidentHref(stretch.incident, targetsOf(tiles)),
      })),
    })),
    ...(degraded.length > 0 ? [{ key: "voice", title: t("degraded"), fill: fills.degraded, stretches: degraded }] : []),
  ];
  if (rows.length === 0) return <p className="text-muted-foreground text-sm">{t("none")}</p>;
  return (
    <ul className="space-y-3 rounded-md border bg-card p-4">
      {rows.map(({ key, title, fill, stretches }) => (
        <li key={key} className="text-sm">
          <p className="mb-1 font-medium">{title}</p>
          <TimeLane
            span={span}
            steps={allSteps(span)}
            stretches={stretches.map((stretch) => laneStretch(stretch, fill))}
            sayTime={sayTime}
            textsAt={(at) => stretchesAt(stretches, at, span.step_s).map(({ text }) => text)}
            open={open}
          />
          <Told stretches={stretches.toReversed()} />
        </li>
      ))}
    </ul>
  );
}

const laneStretch = ({ from_s, to_s, shown, href }: ToldStretch, fill: string): LaneStretch => ({
  ...{ key: String(from_s), ...shown, fill, href },
  opacity: opacities[to_s === null ? "open" : "over"],
});

/** That many are told at once, the newest first; the others on request. */
const told = 3;

function Told({ stretches }: { stretches: readonly ToldStretch[] }) {
  const t = useTranslations("dashboard.alerts");
  const { moment } = useDates();
  const time = ({ from_s: from, to_s: to }: Stretch) =>
    to === null ? t("since", { time: moment(from) }) : t("fromTo", { from: moment(from), to: moment(to) });
  const list = (part: typeof stretches) => (
    <ul>
      {part.map((stretch) => (
        <li key={stretch.from_s}>
          <Link
            href={stretch.href}
            prefetch={false}
            className="underline-offset-4 hover:underline pointer-coarse:block pointer-coarse:py-3"
          >
            {t.rich("told", {
              time: time(stretch),
              text: stretch.text,
              moment: (children) => <span className="text-primary">{children}</span>,
            })}
          </Link>
        </li>
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
