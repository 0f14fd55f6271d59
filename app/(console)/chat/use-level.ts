"use client";
import { type RefObject, useEffect } from "react";
import type { Levels } from "@/lib/client/voice-io";
import { useChat } from "./chat-context";

const floorDb = -60;

/** Loudness 0–1 as the eye expects it: by decibels, from −60 dBFS (0) to full scale (1). */
export function visibleLevel(amplitude: number): number {
  if (amplitude <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(amplitude)) / floorDb));
}

/** Writes the live loudness into the element's `--level` on every animation frame, without rendering by React. */
export function useLevel(element: RefObject<HTMLElement | null>, source: keyof Levels | null): void {
  const { levels } = useChat();
  useEffect(() => {
    const target = element.current;
    if (!target || source === null) return;
    let shown = 0;
    let frame = requestAnimationFrame(function draw() {
      const level = visibleLevel(levels[source]);
      // Rises at once and falls slowly: a meter that falls as fast as speech can't be read.
      shown = level > shown ? level : shown + (level - shown) * 0.15;
      target.style.setProperty("--level", shown.toFixed(3));
      frame = requestAnimationFrame(draw);
    });
    return () => {
      cancelAnimationFrame(frame);
      target.style.removeProperty("--level");
    };
  }, [element, levels, source]);
}
