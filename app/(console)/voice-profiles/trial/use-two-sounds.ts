"use client";
import { useEffect, useRef, useState } from "react";
import { chatSettings } from "@/lib/chat/chat-settings";
import { deviceSound } from "@/lib/client/device-sound";
import { playOn } from "@/lib/client/play-on";
import { withDeviceChoice } from "@/lib/client/remembered-devices";

/** One sound of the page at a time: starting one stops the one before. */
let stopSounding: () => void = () => undefined;

/** Plays one of two sounds at a time, from its beginning, on this device's speaker. */
export function useTwoSounds(urls: readonly [string, string]) {
  const [playing, setPlaying] = useState<number | null>(null);
  const [failed, setFailed] = useState(false);
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);

  function play(which: 0 | 1): void {
    const audio = new Audio(urls[which]);
    audio.volume = deviceSound().get().volume;
    const end = (hasFailed = false) => {
      audio.onended = audio.onerror = null;
      audio.pause();
      stop.current = () => undefined;
      setPlaying(null);
      setFailed(hasFailed);
    };
    stopSounding();
    stop.current = () => end();
    stopSounding = () => stop.current();
    audio.onended = () => end();
    audio.onerror = () => end(true);
    setPlaying(which);
    const { outputDeviceId } = withDeviceChoice(chatSettings(undefined, "en"));
    playOn(audio, outputDeviceId).catch(() => {
      if (audio.onerror) end(true);
    });
  }

  return {
    playing,
    failed,
    toggle(which: 0 | 1) {
      const isPlaying = playing === which;
      stop.current();
      if (!isPlaying) play(which);
    },
  };
}
