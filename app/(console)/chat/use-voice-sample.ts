"use client";
import { useEffect, useRef, useState } from "react";
import { deviceSound } from "@/lib/client/device-sound";
import { playOn } from "@/lib/client/play-on";
import { useChat } from "./chat-context";

interface SampleState {
  /** The voice that was asked last. */
  voice: string | null;
  state: "idle" | "loading" | "playing" | "failed";
}

/** Plays the sound of a voice from its address, one at a time. Meanwhile an open microphone is muted, so that nobody answers it. */
export function useVoiceSample(outputDeviceId: string | null): SampleState & {
  toggle(voice: string, url: string): void;
} {
  const chat = useChat();
  const [now, setNow] = useState<SampleState>({ voice: null, state: "idle" });
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);

  function play(voice: string, url: string): void {
    const audio = new Audio(url);
    audio.volume = deviceSound().get().volume;
    const unmute = chat.muteWhile();
    const end = (state: SampleState["state"]) => {
      stop.current = () => undefined;
      audio.onplaying = audio.onended = audio.onerror = null;
      audio.pause();
      unmute();
      setNow({ voice, state });
    };
    stop.current = () => end("idle");
    audio.onplaying = () => setNow({ voice, state: "playing" });
    audio.onended = () => end("idle");
    audio.onerror = () => end("failed");
    setNow({ voice, state: "loading" });
    playOn(audio, outputDeviceId).catch(() => {
      if (audio.onerror) end("failed");
    });
  }

  return {
    ...now,
    toggle(voice, url) {
      const isActive = now.voice === voice && (now.state === "loading" || now.state === "playing");
      stop.current();
      if (!isActive) play(voice, url);
    },
  };
}
