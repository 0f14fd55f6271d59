import { cn } from "@/components/ui/cn";

const width = 96;
const height = 24;

/** A trend without an axis, from 0; gaps stay gaps. The numbers are said elsewhere. */
export function SparkLine({
  values,
  target,
  className,
}: {
  values: readonly (number | null)[];
  target: number;
  className?: string;
}) {
  const top = Math.max(target, ...values.map((value) => value ?? 0)) * 1.1 || 1;
  const x = (index: number) => (values.length < 2 ? width / 2 : (index / (values.length - 1)) * width);
  const y = (value: number) => height - (value / top) * height;
  const parts = values.flatMap((value, index) => {
    if (value === null) return [];
    const before = values[index - 1];
    const isAlone = (before === null || before === undefined) && (values[index + 1] ?? null) === null;
    if (isAlone) return [`M${x(index) - 1} ${y(value)}h2`];
    return [`${before === null || before === undefined ? "M" : "L"}${x(index)} ${y(value)}`];
  });
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className={cn("h-6 w-full overflow-visible", className)}
    >
      <line
        x1={0}
        x2={width}
        y1={y(target)}
        y2={y(target)}
        stroke="var(--muted-foreground)"
        strokeDasharray="2 3"
        vectorEffect="non-scaling-stroke"
        strokeWidth={1}
      />
      <path
        d={parts.join("")}
        fill="none"
        stroke="var(--primary)"
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
