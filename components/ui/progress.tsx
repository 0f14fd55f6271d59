import { cn } from "./cn";

interface ProgressProps {
  /** 0–1, null when unknown. */
  value: number | null;
  /** Accessible name. */
  label: string;
  className?: string;
}

export function Progress({ value, label, className }: ProgressProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === null ? undefined : Math.round(value * 100)}
      className={cn("h-1 overflow-hidden rounded-full bg-border", className)}
    >
      <div
        className={cn(
          "h-full rounded-full bg-primary transition-[width]",
          value === null && "w-full animate-pulse bg-primary/40",
        )}
        style={value === null ? undefined : { width: `${value * 100}%` }}
      />
    </div>
  );
}
