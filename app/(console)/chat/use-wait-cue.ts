"use client";
import { useEffect } from "react";
import { waitCuePace } from "@/lib/audio/wait-cue";
import { useChat } from "./chat-context";
import { useDeviceSound } from "./use-device-sound";
import { useDockState } from "./use-dock-state";

/** While thinking takes long, a soft tick says that it goes on, for whoever does not look; off until it is chosen. */
export function useWaitCue(): void {
  const chat = useChat();
  const [{ waitCue }] = useDeviceSound();
  const isThinking = useDockState().kind === "thinking";
  useEffect(() => {
    if (!waitCue || !isThinking) return;
    let timer = setTimeout(function tick() {
      chat.playWaitCue();
      timer = setTimeout(tick, waitCuePace.everyMs);
    }, waitCuePace.afterMs);
    return () => clearTimeout(timer);
  }, [chat, waitCue, isThinking]);
}
