"use client";
import { useEffect, useRef, useState } from "react";
import { deviceSound } from "@/lib/client/device-sound";
import { playOn } from "@/lib/client/play-on";

export interface Sound {
  state: "idle" | "loading" | "playing" | "failed";
  /** Seconds from the beginning of the recording. */
  positionS: number;
  toggle(): void;
  seek(positionS: number): void;
}

/** The sound that plays now, as what ends it. It is module state because a page shows many voices. */
let endSounding: (() => void) | null = null;

/** Plays a recording, one on the page at a time; `part` bounds what is played of it. */
export function useSound(url: string | null, part: { startS: number; endS: number } | null = null): Sound {
  const audioRef = useRef<HTMLAudioElement | null>(null);
  const [state, setState] = useState<Sound["state"]>("idle");
  const [positionS, setPositionS] = useState(part?.startS ?? 0);
  const bounds = useRef(part);
  bounds.current = part;

  useEffect(() => {
    if (url === null) return;
    const audio = new Audio();
    audio.preload = "none";
    audio.src = url;
    audioRef.current = audio;
    const end = () => {
      if (endSounding === end) endSounding = null;
      audio.pause();
      setState((now) => (now === "failed" ? now : "idle"));
    };
    let frame = 0;
    const follow = () => {
      frame = requestAnimationFrame(follow);
      const { endS = Number.POSITIVE_INFINITY } = bounds.current ?? {};
      if (audio.currentTime >= endS) {
        end();
        audio.currentTime = bounds.current?.startS ?? 0;
      }
      setPositionS(audio.currentTime);
    };
    audio.onplaying = () => {
      if (endSounding !== end) endSounding?.();
      endSounding = end;
      setState("playing");
      cancelAnimationFrame(frame);
      follow();
    };
    audio.onpause = () => {
      cancelAnimationFrame(frame);
      end();
    };
    audio.onended = () => {
      audio.currentTime = bounds.current?.startS ?? 0;
      setPositionS(audio.currentTime);
      end();
    };
    audio.onerror = () => setState("failed");
    return () => {
      audio.onplaying = audio.onpause = audio.onended = audio.onerror = null;
      cancelAnimationFrame(frame);
      audio.pause();
      if (endSounding === end) endSounding = null;
      audio.removeAttribute("src");
      audio.load();
      audioRef.current = null;
      setState("idle");
      setPositionS(bounds.current?.startS ?? 0);
    };
  }, [url]);

  const moveTo = (audio: HTMLAudioElement, toS: number) => {
    audio.currentTime = toS;
    setPositionS(toS);
  };
  return {
    state,
    positionS,
    toggle() {
      const audio = audioRef.current;
      if (!audio) return;
      if (state === "playing" || state === "loading") return audio.pause();
      if (audio.error) audio.load();
      const { startS, endS } = bounds.current ?? { startS: 0, endS: Number.POSITIVE_INFINITY };
      if (audio.currentTime < startS || audio.currentTime >= endS) moveTo(audio, startS);
      audio.volume = deviceSound().get().volume;
      setState("loading");
      playOn(audio, null).catch(() => setState(audio.error ? "failed" : "idle"));
    },
    seek(toS) {
      const audio = audioRef.current;
      if (audio) moveTo(audio, Math.max(0, toS));
    },
  };
}
