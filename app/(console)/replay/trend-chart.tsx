"use client";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { ReplaySetView, TrendPoint } from "@/lib/replay/views";
import { wholeTicks } from "@/lib/replay/whole-ticks";
import { useTrend } from "./use-replay";

const lastRuns = 20;

/** How the last runs of a set went: the first sound, recognition errors, regressed cases. */
export function TrendChart({ set }: { set: ReplaySetView }) {
  const t = useTranslations("replay");
  const { data, retry } = useTrend(set.id);
  const lastDone = set.runs.find(({ state }) => state === "done")?.id;
  const fetchAgain = useEffectEvent(retry);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that has just ended is part of the trend
  useEffect(() => fetchAgain(), [lastDone]);
  if (!data || data.length === 0) return null;
  return (
    <section aria-labelledby="trend-title" className="mt-6">
      <h2 id="trend-title" className="font-semibold text-base">
        {t("set.trendTitle")}
      </h2>
      {data.length < 2 ? (
        <p className="mt-1 text-muted-foreground text-sm">{t("trend.empty")}</p>
      ) : (
        <div className="mt-2 grid gap-6 sm:grid-cols-3">
          <Trend
            points={data}
            title={t("trend.firstSound")}
            unit={t("trend.seconds")}
            numberOf={({ median_first_sound_ms: ms }) => (ms === null ? null : ms / 1000)}
          />
          <Trend
            points={data}
            title={t("trend.errorRate")}
            unit={t("trend.percent")}
            numberOf={({ mean_error_rate: rate }) => (rate === null ? null : rate * 100)}
          />
          <Trend points={data} title={t("trend.regressed")} unit="" isWhole numberOf={regressedOf} />
        </div>
      )}
    </section>
  );
}

/** Null where no case could be judged. */
function regressedOf({ verdicts: { no_evidence: _, ...judged } }: TrendPoint): number | null {
  return Object.values(judged).every((count) => count === 0) ? null : judged.regressed;
}

interface TrendProps {
  points: TrendPoint[];
  title: string;
  unit: string;
  /** Counts, which have nothing between whole numbers. */
  isWhole?: boolean;
  /** Null leaves a gap. */
  numberOf: (point: TrendPoint) => number | null;
}

/** Nothing where no run has such a number. */
function Trend({ points, title, unit, isWhole = false, numberOf }: TrendProps) {
  const t = useTranslations("replay.trend");
  const format = useFormatter();
  const plain = (value: number) => format.number(value, { maximumSignificantDigits: 3 });
  const data = points.slice(-lastRuns).map((point) => ({ name: point.name, id: point.run_id, value: numberOf(point) }));
  if (data.every(({ value }) => value === null)) return null;
  const ticks = isWhole ? wholeTicks(Math.max(...data.map(({ value }) => value ?? 0))) : undefined;
  const nameOf = (id: unknown) => data.find((point) => point.id === id)?.name ?? "";
  return (
    <figure>
      <figcaption className="text-muted-foreground text-sm">{unit ? t("withUnit", { title, unit }) : title}</figcaption>
      <div aria-hidden className="mt-1 h-28">
        <ResponsiveContainer width="100%" height="100%">
          <LineChart data={data} margin={{ top: 8, right: 8, bottom: 4, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--border)" />
            <XAxis dataKey="id" hide />
            <YAxis
              width={44}
              domain={[0, ticks?.at(-1) ?? "auto"]}
              ticks={ticks}
              interval={0}
              tickLine={false}
              axisLine={false}
              tickFormatter={plain}
              tick={{ fill: "var(--muted-foreground)", fontSize: 12 }}
            />
            <Tooltip
              isAnimationActive={false}
              labelFormatter={nameOf}
              formatter={(value) => [`${plain(Number(value))} ${unit}`, title]}
              contentStyle={{ background: "var(--popover)", border: "1px solid var(--border)", borderRadius: 8 }}
            />
            <Line
              dataKey="value"
              stroke="var(--primary)"
              strokeWidth={2}
              dot={{ r: 2.5 }}
              connectNulls={false}
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
      {/* A table itself grows beyond what hides it. */}
      <div className="sr-only">
        <table>
          <caption>{title}</caption>
          <tbody>
            {data.map(({ id, name, value }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td>{value === null ? "–" : `${plain(value)} ${unit}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
