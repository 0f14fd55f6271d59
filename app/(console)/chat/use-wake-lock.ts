"use client";
import { useEffect } from "react";
import { useConversation } from "./chat-context";

/** Keeps the screen on while somebody talks hands-free: a phone that falls asleep takes the microphone with it. */
export function useWakeLock(): void {
  const isTalking = useConversation((state) => state.capture === "open" && state.microphone.state === "on");
  useEffect(() => {
    if (!isTalking || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let isAsking = false;
    let isOver = false;
    const keep = async () => {
      if (isOver || isAsking || lock?.released === false || document.visibilityState !== "visible") return;
      isAsking = true;
      try {
        const granted = await navigator.wakeLock.request("screen");
        if (isOver) await granted.release();
        else lock = granted;
      } catch {
        // The battery is low, or the browser forbids it: the screen then goes dark as it always does.
      }
      isAsking = false;
    };
    // The system takes the lock whenever the page is hidden.
    const shown = () => void keep();
    void keep();
    document.addEventListener("visibilitychange", shown);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", shown);
      void lock?.release();
    };
  }, [isTalking]);
}
