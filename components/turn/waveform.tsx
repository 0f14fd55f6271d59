"use client";
import { useTheme } from "next-themes";
import { type RefObject, useEffect, useRef, useState } from "react";
import WaveSurfer from "wavesurfer.js";
import type { PlaybackSpeed } from "./playback-speed";
import type { TurnSound } from "./turn-sound";

export interface WaveformHandle {
  containerRef: RefObject<HTMLDivElement | null>;
  playing: boolean;
  positionS: number;
  togglePlay: () => void;
  seek: (positionS: number) => void;
}

/** A turn's sound as two lanes on one time axis; its colours follow the theme. */
export function useWaveform(sound: TurnSound, speed: PlaybackSpeed): WaveformHandle {
  const containerRef = useRef<HTMLDivElement>(null);
  const waveRef = useRef<WaveSurfer | null>(null);
  const [playing, setPlaying] = useState(false);
  const [positionS, setPositionS] = useState(0);
  const { resolvedTheme } = useTheme();

  useEffect(() => {
    const container = containerRef.current;
    if (!container) return;
    const url = URL.createObjectURL(new Blob([sound.wav], { type: "audio/wav" }));
    const wave = WaveSurfer.create({
      container,
      url,
      peaks: sound.peaks,
      duration: sound.durationS,
      height: 28,
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      cursorWidth: 1,
      dragToSeek: true,
      normalize: true,
      ...coloursOf(container),
    });
    waveRef.current = wave;
    wave.on("play", () => {
      pauseOthers(wave);
      setPlaying(true);
    });
    wave.on("pause", () => setPlaying(false));
    wave.on("timeupdate", setPositionS);
    return () => {
      waveRef.current = null;
      forget(wave);
      wave.destroy();
      URL.revokeObjectURL(url);
    };
  }, [sound]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another sound has a new player
  useEffect(() => waveRef.current?.setPlaybackRate(speed, true), [speed, sound]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens are read from the page when the theme changes
  useEffect(() => {
    const container = containerRef.current;
    if (container) waveRef.current?.setOptions(coloursOf(container));
  }, [resolvedTheme]);

  return {
    containerRef,
    playing,
    positionS,
    togglePlay: () => void waveRef.current?.playPause(),
    seek: (target) => waveRef.current?.setTime(Math.min(Math.max(target, 0), sound.durationS)),
  };
}

/** Canvas needs plain colours, so the CSS tokens are resolved now. */
function coloursOf(element: HTMLElement) {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const lane = (waveColor: string) => ({ waveColor, progressColor: waveColor });
  return {
    cursorColor: token("--foreground"),
    splitChannels: [lane(token("--wave-user")), lane(token("--primary"))],
  };
}

/** The waveform that plays now. It is module state because a page shows many of these components. */
let sounding: WaveSurfer | null = null;

/** One sound at a time: starting one pauses the one before. */
function pauseOthers(wave: WaveSurfer): void {
  if (sounding && sounding !== wave) sounding.pause();
  sounding = wave;
}

function forget(wave: WaveSurfer): void {
  if (sounding === wave) sounding = null;
}
