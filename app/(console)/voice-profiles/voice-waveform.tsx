import { useMemo } from "react";
import { cn } from "@/components/ui/cn";
import { barsOf, barsPath, barWidth } from "./peaks";

interface VoiceWaveformProps {
  /** 0 to 1, evenly spaced. */
  peaks: readonly number[];
  /** How much has been played, 0 to 1. */
  played?: number;
  bars?: number;
  className?: string;
}

/** A recording's loudness as bars, drawn from its numbers alone. */
export function VoiceWaveform({ peaks, played = 0, bars: count = 72, className }: VoiceWaveformProps) {
  const bars = useMemo(() => barsOf(peaks, count), [peaks, count]);
  const path = useMemo(() => barsPath(bars), [bars]);
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${Math.max(1, bars.length) * barWidth} 100`}
      preserveAspectRatio="none"
      className={cn("block h-8 w-full", className)}
    >
      <path d={path} className="fill-[var(--wave-user)]" />
      {played > 0 && (
        <path d={path} className="fill-primary" style={{ clipPath: `inset(0 ${(1 - played) * 100}% 0 0)` }} />
      )}
    </svg>
  );
}
