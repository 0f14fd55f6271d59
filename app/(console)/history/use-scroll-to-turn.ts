"use client";
import { type RefObject, useEffect, useRef } from "react";

/** What a reader moves the page with. */
const readersMoves = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/**
 * Brings the turn into view once it is shown, and keeps it there while the turns around it get their true heights, until
 * the reader moves the page.
 */
export function useScrollToTurn(
  turnId: string | null,
  isShown: boolean,
  { listRef, turnRef }: Record<"listRef" | "turnRef", RefObject<HTMLElement | null>>,
): void {
  const reached = useRef<string | null>(null);
  useEffect(() => {
    const list = listRef.current;
    if (!list || turnId === null || !isShown || reached.current === turnId) return;
    const moved = new AbortController();
    const heights = new ResizeObserver(() => turnRef.current?.scrollIntoView({ block: "start" }));
    // An observed element is reported once at the beginning, too.
    heights.observe(list);
    const stop = () => {
      reached.current = turnId;
      heights.disconnect();
      moved.abort();
    };
    for (const move of readersMoves) window.addEventListener(move, stop, { signal: moved.signal, passive: true });
    return () => {
      heights.disconnect();
      moved.abort();
    };
  }, [turnId, isShown, listRef, turnRef]);
}
