"use client";
import { useQuery } from "@tanstack/react-query";
import { Pause, Play, VolumeX } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type KeyboardEvent, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { type LoadedTurnSound, loadTurnSound, type TurnRecordings } from "./load-turn-sound";
import { playbackSpeeds, speedBeside, usePlaybackSpeed } from "./playback-speed";
import { useInView } from "./use-in-view";
import { useWaveform } from "./waveform";

interface TurnPlaybackProps extends TurnRecordings {
  turnNumber: number;
  /** The server knows that a recording existed and its file is gone. */
  userMissing: boolean;
  replyMissing: boolean;
}

/** Speech and reply as waveforms on one time axis. Recordings are fetched when this comes into view. */
export function TurnPlayback({ turnNumber, userMissing, replyMissing, ...recordings }: TurnPlaybackProps) {
  const t = useTranslations("playback");
  const common = useTranslations("common");
  const placeRef = useRef<HTMLDivElement>(null);
  const inView = useInView(placeRef);
  const hasSound = recordings.userUrl !== null || recordings.replyUrl !== null;
  const query = useQuery({
    queryKey: ["turn-sound", recordings],
    queryFn: ({ signal }) => loadTurnSound(recordings, signal),
    enabled: hasSound && inView,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

  const missing = missingText(userMissing || query.data?.userMissing, replyMissing || query.data?.replyMissing);
  const playable = query.data && query.data.durationS > 0;
  return (
    <div ref={placeRef} className="space-y-1.5">
      {hasSound && query.isPending && <Skeleton className="h-14 w-full" />}
      {playable && <Player sound={query.data} turnNumber={turnNumber} />}
      {query.isError && (
        <p className="flex items-center gap-3 text-muted-foreground text-sm">
          {t("failed")}
          <Button variant="outline" size="sm" onClick={() => query.refetch()}>
            {common("retry")}
          </Button>
        </p>
      )}
      {missing && (
        <p className="flex items-center gap-1.5 text-sm text-warning">
          <VolumeX aria-hidden className="size-4" />
          {t(missing)}
        </p>
      )}
    </div>
  );
}

function missingText(user: boolean | undefined, reply: boolean | undefined) {
  if (user && reply) return "missingBoth";
  if (user) return "missingUser";
  return reply ? "missingReply" : null;
}

const seekStepS = 2;

function Player({ sound, turnNumber }: { sound: LoadedTurnSound; turnNumber: number }) {
  const t = useTranslations("playback");
  const clock = useClock();
  const [speed, setSpeed] = usePlaybackSpeed();
  const { containerRef, playing, positionS, togglePlay, seek } = useWaveform(sound, speed);
  const onKeyDown = (event: KeyboardEvent) => {
    const target = {
      ArrowLeft: positionS - seekStepS,
      ArrowRight: positionS + seekStepS,
      Home: 0,
      End: sound.durationS,
    }[event.key];
    const act = {
      " ": togglePlay,
      "<": () => setSpeed(speedBeside(speed, -1)),
      ">": () => setSpeed(speedBeside(speed, 1)),
    }[event.key];
    if (target === undefined && act === undefined) return;
    event.preventDefault();
    if (target === undefined) act?.();
    else seek(target);
  };
  return (
    <fieldset aria-label={t("label", { number: turnNumber })} className="flex items-center gap-3">
      <Button
        variant="secondary"
        size="icon"
        className="rounded-full"
        aria-label={playing ? t("pause") : t("play")}
        onClick={togglePlay}
      >
        {playing ? <Pause aria-hidden /> : <Play aria-hidden />}
      </Button>
      <div
        role="slider"
        tabIndex={0}
        aria-label={t("position")}
        aria-valuemin={0}
        aria-valuemax={Math.round(sound.durationS)}
        aria-valuenow={Math.round(positionS)}
        aria-valuetext={`${clock(positionS)} / ${clock(sound.durationS)}`}
        onKeyDown={onKeyDown}
        className="min-w-0 flex-1 rounded-md"
      >
        <div ref={containerRef} />
      </div>
      <span className="w-20 shrink-0 text-right text-muted-foreground text-xs">
        {clock(positionS)} / {clock(sound.durationS)}
      </span>
      <select
        aria-label={t("speed")}
        title={t("speed")}
        value={speed}
        onChange={(event) => {
          const chosen = playbackSpeeds.find((each) => String(each) === event.target.value);
          if (chosen) setSpeed(chosen);
        }}
        className="h-8 shrink-0 rounded-md border border-input bg-card px-1 text-xs pointer-coarse:h-11"
      >
        {playbackSpeeds.map((each) => (
          <option key={each} value={each}>
            {t("times", { speed: each })}
          </option>
        ))}
      </select>
    </fieldset>
  );
}

/** Seconds as 0:07. */
export function useClock(): (seconds: number) => string {
  const format = useFormatter();
  return (seconds) => {
    const whole = Math.round(seconds);
    return `${Math.floor(whole / 60)}:${format.number(whole % 60, { minimumIntegerDigits: 2 })}`;
  };
}
