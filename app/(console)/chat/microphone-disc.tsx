import { AudioLines, Mic, MicOff, TextAlignStart } from "lucide-react";
import { cn } from "@/components/ui/cn";
import type { DiscShape } from "@/lib/chat/disc";

interface MicrophoneDiscProps {
  shape: DiscShape;
  /** Pressing it stops the reply: a square stands in the middle of the waveform. */
  stops: boolean;
  /** 0–1 of what loads; null when unknown. */
  progress: number | null;
  /** The place in the queue. */
  place: number | null;
}

/** The size of the drawing; the disc scales it. */
const size = 88;
const radius = 41;
const circumference = 2 * Math.PI * radius;

const fills: Readonly<Record<DiscShape, string>> = {
  ring: "fill-card group-hover:fill-primary-soft",
  dashes: "fill-card",
  level: "fill-primary group-hover:fill-primary-hover",
  bars: "fill-primary group-hover:fill-primary-hover",
  words: "fill-primary-soft",
  arc: "fill-card group-hover:fill-muted",
  lines: "fill-card group-hover:fill-muted",
  wave: "fill-foreground",
  silent: "fill-warning-soft",
  muted: "fill-muted group-hover:fill-hover",
  blocked: "fill-danger-soft",
  progress: "fill-card",
  place: "fill-card",
  away: "fill-muted",
};

/** What the disc shows: one shape a state, each different in outline or figure and not only in colour. */
export function MicrophoneDisc({ shape, ...parts }: MicrophoneDiscProps) {
  return (
    <svg viewBox={`0 0 ${size} ${size}`} aria-hidden="true" data-shape={shape} className="size-full overflow-visible">
      <circle cx={size / 2} cy={size / 2} r={size / 2} className={cn("transition-colors", fills[shape])} />
      <Figure shape={shape} {...parts} />
    </svg>
  );
}

function Figure({ shape, stops, progress, place }: MicrophoneDiscProps) {
  switch (shape) {
    case "ring":
      return (
        <g className="text-primary">
          <Outline />
          <Centred icon={Mic} />
        </g>
      );
    case "dashes":
      return (
        <g className="text-primary">
          <Outline strokeDasharray="8 8" className="animate-pulse" />
          <Centred icon={Mic} />
        </g>
      );
    case "level":
      return (
        <g className="text-primary-foreground">
          <Mic x={29} y={18} width={30} height={30} strokeWidth={1.75} />
          <rect x={20} y={58} width={48} height={6} rx={3} className="level-line fill-current" />
        </g>
      );
    case "bars":
      return <Bars middle={44} className="fill-primary-foreground" />;
    case "words":
      return (
        <g className="text-primary">
          <Arc />
          <Centred icon={AudioLines} />
        </g>
      );
    case "arc":
      return (
        <g className="text-primary">
          <Arc />
          {[28, 44, 60].map((x) => (
            <circle key={x} cx={x} cy={44} r={4.5} className="fill-current" />
          ))}
        </g>
      );
    case "lines":
      return (
        <g className="text-primary">
          <Arc />
          <Centred icon={TextAlignStart} />
        </g>
      );
    case "wave":
      return (
        <g className="text-background">
          <Bars middle={stops ? 24 : 26} className="fill-current" />
          {stops ? (
            <rect x={32} y={32} width={24} height={24} rx={4} className="fill-current" />
          ) : (
            <Mic x={31} y={31} width={26} height={26} strokeWidth={1.75} />
          )}
        </g>
      );
    case "silent":
      return (
        <g className="text-warning">
          <Outline />
          <Mic x={29} y={18} width={30} height={30} strokeWidth={1.75} />
          <path d="M22 61h44" strokeWidth={4} strokeDasharray="1 8" strokeLinecap="round" stroke="currentColor" />
        </g>
      );
    case "muted":
      return (
        <g className="text-foreground">
          <Outline className="text-input" />
          <Centred icon={MicOff} />
        </g>
      );
    case "blocked":
      return (
        <g className="text-danger">
          <Outline />
          <Centred icon={MicOff} />
        </g>
      );
    case "progress":
      return (
        <g className="text-muted-foreground">
          <Arc share={progress} />
          <Centred icon={Mic} />
        </g>
      );
    case "place":
      return (
        <g className="text-warning">
          <Outline strokeDasharray="2 8" strokeLinecap="round" />
          <text x={44} y={57} textAnchor="middle" className="fill-current font-semibold text-[36px]">
            {place}
          </text>
        </g>
      );
    case "away":
      return (
        <g className="text-muted-foreground">
          <Outline strokeDasharray="2 8" strokeLinecap="round" className="text-input" />
          <Centred icon={Mic} />
        </g>
      );
  }
}

function Outline({ className, ...props }: React.SVGProps<SVGCircleElement>) {
  return (
    <circle
      cx={size / 2}
      cy={size / 2}
      r={radius + 1.5}
      fill="none"
      stroke="currentColor"
      strokeWidth={3}
      className={className}
      {...props}
    />
  );
}

/** A part of the outline: how much is loaded, or, turning, that something is worked on. */
function Arc({ share = null }: { share?: number | null }) {
  const ring = { cx: size / 2, cy: size / 2, r: radius, fill: "none", stroke: "currentColor", strokeWidth: 5 };
  return (
    <>
      <circle {...ring} className="text-input opacity-40" />
      <circle
        {...ring}
        strokeLinecap="round"
        strokeDasharray={`${(share ?? 0.3) * circumference} ${circumference}`}
        className={cn(
          "origin-center text-primary",
          share === null ? "animate-[spin_1.4s_linear_infinite]" : "-rotate-90",
        )}
      />
    </>
  );
}

function Centred({ icon: Icon }: { icon: typeof Mic }) {
  return <Icon x={27} y={27} width={34} height={34} strokeWidth={1.75} />;
}

/** How much of the loudness each bar shows, from the middle outwards. */
const shares = [1, 0.7, 0.45] as const;
/** Room between the middles of two bars. */
const pitch = 9;

/** Bars as high as the sound is loud. `middle` 44: one group; less: two groups, at both sides of what is in the middle. */
function Bars({ middle, className }: { middle: number; className: string }) {
  const bars =
    middle === size / 2
      ? [-2, -1, 0, 1, 2].map((place) => ({ x: middle + place * pitch, share: shares[Math.abs(place)] ?? 0 }))
      : [-1, 1].flatMap((side) =>
          [0, 1].map((place) => ({
            x: size / 2 + side * (size / 2 - middle + place * pitch),
            share: shares[place] ?? 0,
          })),
        );
  return bars.map(({ x, share }) => (
    <rect
      key={x}
      x={x - 2.5}
      y={44 - 20}
      width={5}
      height={40}
      rx={2.5}
      className={cn("level-bar", className)}
      style={{ "--share": share } as React.CSSProperties}
    />
  ));
}
