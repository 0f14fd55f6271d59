"use client";
import { useRef } from "react";
import { ComposedChart, Line, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { sameMoment } from "./chart-line";
import { useNearView } from "./use-near-view";

/** Something that lasted. */
export interface LaneStretch {
  key: string;
  /** Where it is drawn, Unix seconds. */
  from_s: number;
  to_s: number;
  /** A colour, and how much of it, 0 to 1. */
  fill: string;
  opacity: number;
  href: string;
}

interface TimeLaneProps {
  span: { from_s: number; to_s: number };
  /** All steps, Unix seconds, oldest first. */
  steps: readonly number[];
  stretches: readonly LaneStretch[];
  sayTime: (at: number) => string;
  /** What was at that step; nothing is said of a step without any. */
  textsAt: (at: number) => readonly string[];
  open: (href: string) => void;
}

/** When something was, on a line as thin as a bar. It marks the moment that the charts mark, and they mark its. */
export function TimeLane({ span, steps, stretches, sayTime, textsAt, open }: TimeLaneProps) {
  const place = useRef<HTMLDivElement>(null);
  const isNear = useNearView(place);
  return (
    <div ref={place} aria-hidden className="relative h-4">
      <div className="absolute inset-x-0 inset-y-0.5 rounded-sm bg-muted" />
      {isNear && (
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart
            data={steps.map((at) => ({ at, nothing: 0 }))}
            {...sameMoment}
            margin={{ top: 2, right: 0, bottom: 2, left: 0 }}
            // The list below has all of it for whoever has no mouse.
            accessibilityLayer={false}
          >
            <XAxis hide dataKey="at" type="number" domain={[span.from_s, span.to_s]} />
            <YAxis hide domain={[0, 1]} />
            <Tooltip
              isAnimationActive={false}
              allowEscapeViewBox={{ y: true }}
              wrapperStyle={{ zIndex: 1 }}
              cursor={{ stroke: "var(--foreground)", strokeWidth: 1.5 }}
              content={({ active, label }) => {
                const texts = active && label !== undefined ? textsAt(Number(label)) : [];
                return texts.length > 0 ? (
                  <div className="rounded-md border bg-popover px-2.5 py-1.5 text-xs shadow-lg">
                    <p className="text-muted-foreground">{sayTime(Number(label))}</p>
                    {[...new Set(texts)].map((text) => (
                      <p key={text}>{text}</p>
                    ))}
                  </div>
                ) : null;
              }}
            />
            {/* Nothing that is seen: without a line there is no step to point at. */}
            <Line dataKey="nothing" stroke="none" dot={false} activeDot={false} isAnimationActive={false} />
            {stretches.map(({ key, from_s, to_s, fill, opacity, href }) => (
              <ReferenceArea
                key={key}
                x1={from_s}
                x2={to_s}
                fill={fill}
                fillOpacity={opacity}
                strokeOpacity={0}
                className="cursor-pointer"
                onClick={() => open(href)}
              />
            ))}
          </ComposedChart>
        </ResponsiveContainer>
      )}
    </div>
  );
}
