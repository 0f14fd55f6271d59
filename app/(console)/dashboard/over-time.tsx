"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ChartLine } from "@/components/charts/chart-line";
import { TimeChart, type TimeChartProps } from "@/components/charts/time-chart";
import type { DashboardCharts } from "@/lib/dashboard/charts";
import { processNames } from "@/lib/dashboard/live-snapshot";
import { targetsOf } from "@/lib/dashboard/tile-state";
import { chartsEveryMs, type DashboardView } from "@/lib/dashboard/view";
import { type ErrorCode, errorCodeList, errorCodeOf } from "@/lib/errors";
import type { LevelTile } from "@/lib/metrics/kept-numbers";
import { allSteps } from "@/lib/metrics/steps";
import { fetchGood } from "../fetch-conversation";
import { type HistoryFilters, slowTurns, turnsBetween } from "../history/history-filters";
import { LoadFailed } from "../load-failed";
import { Section } from "../section";
import { useLoginEnd } from "../use-login-end";
import { countLines, gaugeLines, stageLines } from "./chart-lines";
import { ChartsLoading } from "./charts-loading";
import { IncidentLine } from "./incident-line";
import { SplitChoice } from "./split-choice";
import { useNumbers } from "./use-numbers";

interface OverTimeProps {
  /** What is asked for. */
  view: DashboardView;
  /** Their targets are the lines of the charts. */
  tiles: readonly LevelTile[];
}

/** Everything over time: what explains the tiles. Every point opens its turns. */
export function OverTime({ view, tiles }: OverTimeProps) {
  const t = useTranslations("dashboard");
  const { range, split } = view;
  const query = useQuery({
    queryKey: ["dashboard", range, split],
    queryFn: async () => {
      const search = new URLSearchParams({ range, ...(split && { split }) });
      const charts = (await (await fetchGood(`/api/dashboard?${search}`)).json()) as DashboardCharts;
      return { charts, split };
    },
    // The charts before stay until the next ones are there, under their own names.
    placeholderData: keepPreviousData,
    refetchInterval: chartsEveryMs[range],
    retry: (count, error) => count < 1 && errorCodeOf(error) !== "unauthorized",
  });
  useLoginEnd(query.error);
  if (query.data) return <Charts {...query.data} view={view} tiles={tiles} />;
  if (!query.isError) return <ChartsLoading />;
  return <LoadFailed title={t("loadFailed")} code={errorCodeOf(query.error)} retry={() => void query.refetch()} />;
}

const grid = "grid gap-3 md:grid-cols-2 min-[100rem]:grid-cols-3";

interface ChartsProps extends OverTimeProps {
  charts: DashboardCharts;
  /** What these charts are split by. */
  split: DashboardView["split"];
}

function Charts({ charts, split, view, tiles }: ChartsProps) {
  const t = useTranslations("dashboard");
  const errors = useTranslations("errors");
  const router = useRouter();
  const { seconds, gib, count, level, time } = useNumbers();
  const { stages, gauges, volumes, ratings } = charts;
  const steps = allSteps(stages);
  const hrefWith = (filters: HistoryFilters) => (at: number) => turnsBetween(at, at + stages.step_s, filters);
  const slowestAt = (at: number, lines: readonly ChartLine[]) =>
    Math.max(0, ...lines.map(({ values }) => values.get(at) ?? 0));
  const shared = {
    steps,
    sayTime: time(stages.range),
    open: (href: string) => router.push(href),
    labels: { table: t("asTable"), time: t("time") },
    empty: t("emptyChart"),
  } satisfies Partial<TimeChartProps>;

  const known = (code: string): code is ErrorCode => errorCodeList.some((each) => each === code);
  const sayCode = (code: string) => (known(code) ? t("codeMeans", { code, meaning: errors(code) }) : t("unknownError"));
  const valueName = (value: string) => {
    if (split === "sessions") return t("atOnce", { count: Number(value) });
    if (split === "mode" && (value === "fast" || value === "hq")) return t(`modes.${value}`);
    return value.replace(/^builtin:/, "");
  };
  const targets = targetsOf(tiles);
  const vramLine = targets.vram ?? 1;
  const cards = [...new Set(gauges.series.filter(({ gauge }) => gauge === "vram_used_mib").map(({ of }) => of))];
  const highestOf = (gauge: string, of: string) => {
    const found = gauges.series.find((each) => each.gauge === gauge && each.of === of);
    return Math.max(0, ...(found?.points ?? []).map(({ max }) => max));
  };
  return (
    <>
      <Section className="mt-10" title={t("latency")} actions={<SplitChoice view={view} />}>
        <div className={grid}>
          {stageLines(stages, valueName).map(({ stage, count: turns, lines }) => {
            const limit = targets[stage];
            return (
              <TimeChart
                key={stage}
                {...shared}
                kind="lines"
                title={t(`stages.${stage}`)}
                note={t("turns", { count: turns })}
                lines={lines}
                say={seconds}
                target={limit ? { value: limit, label: t("targetLine", { target: seconds(limit) }) } : undefined}
                hrefOf={(at) => hrefWith(slowTurns(stage, slowestAt(at, lines)))(at)}
              />
            );
          })}
        </div>
        {stages.series.length === 0 && <p className="text-muted-foreground text-sm">{t("empty")}</p>}
      </Section>
      <Section className="mt-10" title={t("alerts.title")}>
        <IncidentLine
          line={charts.time_line}
          span={stages}
          tiles={tiles}
          sayTime={shared.sayTime.full}
          open={shared.open}
        />
      </Section>
      <Section className="mt-10" title={t("load")}>
        <div className={grid}>
          <TimeChart
            {...shared}
            kind="lines"
            title={t("sessionsChart")}
            lines={gaugeLines(gauges, ["sessions_talking", "sessions_waiting"], (gauge) => t(`gauges.${gauge}`))}
            scale="whole"
            say={count}
            hrefOf={hrefWith({})}
          />
          {cards.map((card) => {
            const total = highestOf("vram_total_mib", card);
            return (
              <TimeChart
                key={card}
                {...shared}
                kind="lines"
                title={t("vramChart", { card })}
                lines={gaugeLines(
                  gauges,
                  ["vram_used_mib", "vram_promised_mib"],
                  (gauge) => t(`gauges.${gauge}`),
                  card,
                )}
                scale="gib"
                say={gib}
                least={total}
                target={total > 0 ? { value: total * vramLine, label: level("vram", vramLine) } : undefined}
                hrefOf={hrefWith({})}
              />
            );
          })}
          <TimeChart
            {...shared}
            kind="lines"
            title={t("memoryChart")}
            lines={gaugeLines(gauges, ["resident_mib"], (_, of) => {
              const name = processNames.find((each) => each === of);
              return name ? t(`processes.names.${name}`) : of;
            })}
            scale="gib"
            say={gib}
          />
          <TimeChart
            {...shared}
            kind="bars"
            scale="whole"
            title={t("volumesChart")}
            lines={countLines(volumes.turns, (of) => t(`outcomes.${of}`))}
            say={count}
            hrefOf={hrefWith({})}
          />
          <TimeChart
            {...shared}
            kind="bars"
            scale="whole"
            title={t("failedChart")}
            lines={countLines(charts.errors.failed_turns, sayCode)}
            say={count}
            hrefOf={hrefWith({ errors: "1" })}
            empty={t("noErrors")}
          />
          <TimeChart
            {...shared}
            kind="bars"
            scale="whole"
            title={t("toldChart")}
            lines={countLines(charts.errors.told, sayCode)}
            say={count}
            empty={t("noErrors")}
          />
          <TimeChart
            {...shared}
            kind="bars"
            scale="whole"
            title={t("ratingsChart")}
            lines={countLines(ratings.thumbs, (thumb) => t(`thumbs.${thumb}`))}
            say={count}
            hrefOf={hrefWith({})}
          />
        </div>
      </Section>
    </>
  );
}
