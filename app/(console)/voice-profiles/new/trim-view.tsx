"use client";
import { useTranslations } from "next-intl";
import { type ComponentProps, type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { KeptPart } from "@/lib/voice-profiles/profile";
import { isLong, movedPart, shownPart, type TrimHandle } from "@/lib/voice-profiles/trim";
import { useSound } from "../../use-sound";
import { PlayButton } from "../play-button";
import { SoundFailed } from "../voice-player";
import { VoiceWaveform } from "../voice-waveform";

interface TrimViewProps {
  url: string;
  /** Of the whole recording. */
  peaks: readonly number[];
  totalS: number;
  /** What is kept of it, as the server has it. */
  kept: KeptPart;
  isLocked: boolean;
  keep: (part: KeptPart) => void;
}

/** Several keys in a row are one move. */
const settleMs = 500;
const stepS = { fine: 0.1, coarse: 1 };

/** The whole recording with the part that becomes the voice: its ends and the part itself can be moved. */
export function TrimView({ url, peaks, totalS, kept, isLocked, keep }: TrimViewProps) {
  const t = useTranslations("voices.trim");
  const [moved, setMoved] = useState<KeptPart | null>(null);
  const [isNear, setNear] = useState(true);
  const part = moved ?? kept;
  const sound = useSound(url, part);
  const track = useRef<HTMLDivElement>(null);
  const grabbed = useRef<{ handle: TrimHandle; offsetS: number } | null>(null);
  // While a handle is dragged what is shown stays still.
  const [held, setHeld] = useState<KeptPart | null>(null);
  const shown = held ?? shownPart(part, totalS, isNear);
  const latest = useRef({ moved, keep });
  latest.current = { moved, keep };

  useEffect(() => {
    if (!moved || held) return;
    const timer = setTimeout(() => {
      if (latest.current.moved) latest.current.keep(latest.current.moved);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [moved, held]);
  // The server may have moved an end to the next pause: what it kept is what is shown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new kept part ends the move
  useEffect(() => setMoved(null), [kept.startS, kept.endS]);

  const move = (handle: TrimHandle, toS: number) => {
    if (!isLocked) setMoved(movedPart(part, handle, toS, totalS));
  };
  const place = (atS: number) => `${((atS - shown.startS) / (shown.endS - shown.startS)) * 100}%`;
  const shownPeaks = peaks.slice(
    Math.floor((shown.startS / totalS) * peaks.length),
    Math.ceil((shown.endS / totalS) * peaks.length),
  );
  const seconds = (value: number) => t("seconds", { value });
  const handleProps = (handle: TrimHandle, value: number) => ({
    role: "slider",
    tabIndex: isLocked ? -1 : 0,
    "aria-disabled": isLocked,
    "aria-label": t(`handles.${handle}`),
    "aria-valuemin": 0,
    "aria-valuemax": Math.round(totalS * 10) / 10,
    "aria-valuenow": Math.round(value * 10) / 10,
    "aria-valuetext": t("valueText", { from: seconds(part.startS), to: seconds(part.endS) }),
    onKeyDown: (event: KeyboardEvent) => {
      const step = event.shiftKey ? stepS.coarse : stepS.fine;
      const toS = { ArrowLeft: value - step, ArrowRight: value + step, Home: 0, End: totalS }[event.key];
      if (toS === undefined) return;
      event.preventDefault();
      move(handle, toS);
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (isLocked || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      grabbed.current = { handle, offsetS: value - atPointer(event) };
      setHeld(shown);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (grabbed.current?.handle !== handle) return;
      move(handle, atPointer(event) + grabbed.current.offsetS);
    },
    onPointerUp: release,
    onPointerCancel: release,
  });
  function release() {
    grabbed.current = null;
    setHeld(null);
  }
  function atPointer({ clientX }: PointerEvent): number {
    const { left = 0, width = 1 } = track.current?.getBoundingClientRect() ?? {};
    return shown.startS + ((clientX - left) / width) * (shown.endS - shown.startS);
  }

  return (
    <div data-testid="trim" className="grid gap-2">
      <div className="px-3">
        <div ref={track} className="relative h-20">
          <VoiceWaveform peaks={shownPeaks} bars={160} className="h-20" />
          <Outside className="left-0" width={place(part.startS)} />
          <Outside className="right-0" width={`calc(100% - ${place(part.endS)})`} />
          {sound.state === "playing" && (
            <div
              aria-hidden
              className="absolute inset-y-0 w-px bg-foreground"
              style={{ left: place(sound.positionS) }}
            />
          )}
          <div
            {...handleProps("part", part.startS)}
            className={cn(
              "absolute inset-y-0 touch-none rounded-md border-primary border-y-2 focus-visible:outline-offset-2",
              !isLocked && "cursor-grab active:cursor-grabbing",
            )}
            style={{ left: place(part.startS), width: `calc(${place(part.endS)} - ${place(part.startS)})` }}
          />
          <Handle {...handleProps("start", part.startS)} left={place(part.startS)} side="start" isLocked={isLocked} />
          <Handle {...handleProps("end", part.endS)} left={place(part.endS)} side="end" isLocked={isLocked} />
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <PlayButton sound={sound} label={t("play")} pauseLabel={t("pause")} />
        <p className="min-w-0 flex-1 text-sm">
          {t("kept", { from: seconds(part.startS), to: seconds(part.endS), length: seconds(part.endS - part.startS) })}
          <span className="block text-muted-foreground text-xs">{t("of", { total: seconds(totalS) })}</span>
        </p>
        {isLong(totalS) && (
          <Button variant="ghost" size="sm" className="pointer-coarse:h-11" onClick={() => setNear(!isNear)}>
            {t(isNear ? "showAll" : "showNear")}
          </Button>
        )}
      </div>
      <SoundFailed sound={sound} />
    </div>
  );
}

function Outside({ width, className }: { width: string; className: string }) {
  return <div aria-hidden className={cn("absolute inset-y-0 bg-background/75", className)} style={{ width }} />;
}

interface HandleProps extends ComponentProps<"div"> {
  left: string;
  side: "start" | "end";
  isLocked: boolean;
}

/** Wide enough for a finger; what is seen of it is a bar. */
function Handle({ left, side, isLocked, ...props }: HandleProps) {
  return (
    <div
      {...props}
      className={cn(
        "absolute inset-y-0 flex w-6 touch-none justify-center rounded-md pointer-coarse:w-11",
        "-translate-x-1/2",
        !isLocked && "cursor-ew-resize",
      )}
      style={{ left }}
    >
      <span
        aria-hidden
        className={cn(
          "flex h-full w-2.5 items-center justify-center bg-primary",
          side === "start" ? "rounded-l-md" : "rounded-r-md",
          isLocked && "bg-muted-foreground",
        )}
      >
        <span className="h-6 w-0.5 rounded-full bg-primary-foreground" />
      </span>
    </div>
  );
}
