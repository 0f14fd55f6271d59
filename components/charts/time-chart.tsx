"use client";
import { type ReactNode, useRef } from "react";
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { type AxisScale, axisTicks, type ChartLine, isAlone, lineStyle, rowsOf, sameMoment } from "./chart-line";
import { ChartTable } from "./chart-table";
import { useNearView } from "./use-near-view";

export interface TimeChartProps {
  title: string;
  /** Beside the title: what exactly is shown. */
  note?: ReactNode;
  /** All steps, Unix seconds, oldest first. */
  steps: readonly number[];
  lines: readonly ChartLine[];
  /** Bars are stacked: for counts. */
  kind: "lines" | "bars";
  /** Which numbers are round. */
  scale?: AxisScale;
  /** A value with its unit. */
  say: (value: number) => string;
  /** A step's time, for the axis (short) and in full. */
  sayTime: { axis: (at: number) => string; full: (at: number) => string };
  target?: { value: number; label: string } | undefined;
  /** The highest line ends there whatever is measured, e.g. all of a card's memory. */
  least?: number | undefined;
  /** What to say when there is nothing to show. */
  empty: string;
  /** Where a point leads to. */
  hrefOf?: ((at: number) => string) | undefined;
  open: (href: string) => void;
  labels: { table: string; time: string };
}

const heightPx = 168;

/** A chart over time. All charts of a page mark the same moment. Gaps stay gaps, the axis begins at 0. */
export function TimeChart(props: TimeChartProps) {
  const {
    title,
    note,
    steps,
    lines,
    kind,
    scale = "plain",
    say,
    sayTime,
    target,
    least = 0,
    empty,
    hrefOf,
    open,
    labels,
  } = props;
  const place = useRef<HTMLElement>(null);
  // Drawing all charts at once would hold a page that has just opened.
  const isNear = useNearView(place);
  const rows = rowsOf(steps, lines);
  const isEmpty = lines.every(({ values }) => values.size === 0);
  const sums = rows.map((row) => lines.map(({ key }) => row[key] ?? 0));
  const highest = Math.max(
    least,
    ...sums.map((values) => (kind === "bars" ? values.reduce((a, b) => a + b, 0) : Math.max(0, ...values))),
  );
  const ticks = axisTicks(highest, target?.value ?? null, scale);
  const select = (at: unknown) => {
    if (hrefOf && at !== undefined && at !== null) open(hrefOf(Number(at)));
  };
  return (
    <figure ref={place} className="min-w-0 rounded-md border bg-card p-4">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-medium text-sm">{title}</span>
        {note && <span className="text-muted-foreground text-xs">{note}</span>}
      </figcaption>
      {isEmpty ? (
        <p className="mt-2 text-muted-foreground text-sm">{empty}</p>
      ) : (
        <>
          <div className="mt-2 text-xs" style={{ height: heightPx }}>
            {isNear && (
              <ResponsiveContainer width="100%" height="100%">
                <ComposedChart
                  data={rows}
                  {...sameMoment}
                  title={title}
                  margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
                  onClick={({ activeLabel }) => select(activeLabel)}
                  className={hrefOf ? "cursor-pointer" : ""}
                >
                  <CartesianGrid vertical={false} syncWithTicks stroke="var(--border)" />
                  <XAxis
                    dataKey="at"
                    tickFormatter={sayTime.axis}
                    minTickGap={32}
                    tick={{ fill: "var(--muted-foreground)" }}
                    tickLine={false}
                    stroke="var(--border)"
                  />
                  <YAxis
                    width={56}
                    domain={[0, ticks.at(-1) ?? 1]}
                    ticks={ticks}
                    interval={0}
                    // A value and its unit stay on one line.
                    tickFormatter={(value: number) => say(value).replaceAll(" ", "\u00a0")}
                    tick={{ fill: "var(--muted-foreground)" }}
                    tickLine={false}
                    axisLine={false}
                  />
                  <Tooltip
                    isAnimationActive={false}
                    cursor={{ stroke: "var(--muted-foreground)", fill: "var(--hover)" }}
                    content={({ active, label }) =>
                      active && label !== undefined ? (
                        <Moment at={Number(label)} lines={lines} say={say} sayTime={sayTime.full} />
                      ) : null
                    }
                  />
                  {lines.map(({ key, label, values }, index) => {
                    const { colour, dash } = lineStyle(index);
                    return kind === "bars" ? (
                      <Bar
                        key={key}
                        dataKey={key}
                        name={label}
                        stackId="all"
                        fill={colour}
                        isAnimationActive={false}
                        maxBarSize={24}
                      />
                    ) : (
                      <Line
                        key={key}
                        dataKey={key}
                        name={label}
                        stroke={colour}
                        strokeDasharray={dash}
                        strokeWidth={1.75}
                        type="linear"
                        dot={({ key: dotKey, cx, cy, index: at }) =>
                          isAlone(steps, at, values) && cy !== null ? (
                            <circle key={dotKey} cx={cx} cy={cy} r={1.75} fill={colour} />
                          ) : (
                            <g key={dotKey} />
                          )
                        }
                        activeDot={{ r: 4 }}
                        isAnimationActive={false}
                      />
                    );
                  })}
                  {target && (
                    <ReferenceLine
                      y={target.value}
                      stroke="var(--foreground)"
                      strokeDasharray="4 4"
                      // Over the curves, with a rim of the ground that keeps it readable there.
                      label={{
                        value: target.label,
                        position: "insideTopRight",
                        fill: "var(--foreground)",
                        stroke: "var(--card)",
                        strokeWidth: 4,
                        strokeLinejoin: "round",
                        paintOrder: "stroke",
                        fontSize: 11,
                      }}
                    />
                  )}
                </ComposedChart>
              </ResponsiveContainer>
            )}
          </div>
          <Legend lines={lines} kind={kind} />
          <ChartTable caption={title} {...{ steps, lines, say, labels, hrefOf }} sayTime={sayTime.full} />
        </>
      )}
    </figure>
  );
}

function Moment({
  at,
  lines,
  say,
  sayTime,
}: { at: number; lines: readonly ChartLine[] } & Pick<TimeChartProps, "say"> & { sayTime: (at: number) => string }) {
  const found = lines.flatMap(({ key, label, values }, index) => {
    const value = values.get(at);
    return value === undefined ? [] : [{ key, label, value, index }];
  });
  return (
    <div className="rounded-md border bg-popover px-2.5 py-1.5 text-xs shadow-lg">
      <p className="text-muted-foreground">{sayTime(at)}</p>
      {found.map(({ key, label, value, index }) => (
        <p key={key} className="flex items-center gap-2">
          <Swatch index={index} />
          <span className="min-w-0 flex-1">{label}</span>
          <span className="font-medium">{say(value)}</span>
        </p>
      ))}
      {found.length === 0 && <p>–</p>}
    </div>
  );
}

function Legend({ lines, kind }: Pick<TimeChartProps, "lines" | "kind">) {
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-muted-foreground text-xs">
      {lines.map(({ key, label }, index) => (
        <li key={key} className="flex items-center gap-1.5">
          <Swatch index={index} isBar={kind === "bars"} />
          {label}
        </li>
      ))}
    </ul>
  );
}

function Swatch({ index, isBar = false }: { index: number; isBar?: boolean }) {
  const { colour, dash } = lineStyle(index);
  return (
    <svg aria-hidden viewBox="0 0 18 8" className="h-2 w-4.5 shrink-0">
      {isBar ? (
        <rect width={8} height={8} x={5} fill={colour} />
      ) : (
        <line x1={0} x2={18} y1={4} y2={4} stroke={colour} strokeWidth={2} strokeDasharray={dash} />
      )}
    </svg>
  );
}
