"use client";
import { useTranslations } from "next-intl";
import type { KeyboardEvent, PointerEvent } from "react";
import { useClock } from "@/components/turn/turn-playback";
import { type Sound, useSound } from "../use-sound";
import { PlayButton } from "./play-button";
import { VoiceWaveform } from "./voice-waveform";

interface VoicePlayerProps {
  url: string;
  peaks: readonly number[];
  durationS: number;
  /** What is heard: "Reference of Mei". */
  label: string;
}

const seekStepS = 2;

/** A recording with its waveform, its length, and a place in it that can be moved. */
export function VoicePlayer({ url, peaks, durationS, label }: VoicePlayerProps) {
  const t = useTranslations("voices.sound");
  const clock = useClock();
  const sound = useSound(url);
  return (
    <fieldset aria-label={label} className="grid gap-1">
      <div className="flex items-center gap-3">
        <PlayButton sound={sound} label={t("play", { what: label })} pauseLabel={t("pause", { what: label })} />
        {peaks.length > 0 && <Position sound={sound} peaks={peaks} durationS={durationS} />}
        <span className="w-20 shrink-0 text-right text-muted-foreground text-xs">
          {durationS > 0 ? `${clock(sound.positionS)} / ${clock(durationS)}` : clock(sound.positionS)}
        </span>
      </div>
      <SoundFailed sound={sound} />
    </fieldset>
  );
}

/** Says that a recording could not be heard. */
export function SoundFailed({ sound }: { sound: Pick<Sound, "state"> }) {
  const t = useTranslations("voices.sound");
  return (
    <p role="alert" className="text-sm text-warning empty:hidden">
      {sound.state === "failed" ? t("failed") : null}
    </p>
  );
}

function Position({ sound, peaks, durationS }: { sound: Sound; peaks: readonly number[]; durationS: number }) {
  const t = useTranslations("playback");
  const clock = useClock();
  const { positionS, seek } = sound;
  const bounded = (toS: number) => seek(Math.min(Math.max(toS, 0), durationS));
  const onKeyDown = (event: KeyboardEvent) => {
    const target = {
      ArrowLeft: positionS - seekStepS,
      ArrowRight: positionS + seekStepS,
      Home: 0,
      End: durationS,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    bounded(target);
  };
  const onPointer = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons !== 1) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    bounded(((event.clientX - left) / width) * durationS);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t("position")}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationS)}
      aria-valuenow={Math.round(positionS)}
      aria-valuetext={`${clock(positionS)} / ${clock(durationS)}`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
      className="min-w-0 flex-1 cursor-pointer touch-pan-y rounded-md"
    >
      <VoiceWaveform peaks={peaks} played={durationS > 0 ? positionS / durationS : 0} bars={120} className="h-10" />
    </div>
  );
}
