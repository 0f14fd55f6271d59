"use client";
import { type RefObject, useEffect } from "react";
import { visibleLevel } from "@/lib/audio/levels";
import type { Levels } from "@/lib/client/voice-io";
import { useChat } from "./chat-context";

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
