"use client";
import { startTransition, useEffect, useState } from "react";
import { whenIdle } from "./when-idle";

export interface IdleGrowth {
  /** Rendered at once. */
  first: number;
  /** Added each time the page is idle: as many as render within one frame or two. */
  step: number;
}

/**
 * Which part of a long list is rendered: at first the items at one end, then more in idle time, until all are there.
 * Unlike a window that follows the scrolling, this leaves everything to find-in-page, to screen readers and to the
 * browser's own scroll anchoring; what is off screen costs no layout by `content-visibility`. Returns the bounds for
 * `slice`. An item that was rendered once stays, wherever items are added. `isPaused`: something else needs the frames.
 */
export function useIdleGrowth(
  ids: readonly string[],
  { first, step, from, isPaused = false }: IdleGrowth & { from: "start" | "end"; isPaused?: boolean },
): [start: number, end: number] {
  /** The rendered item that is farthest from the end where the rendering began; null before. */
  const [edge, setEdge] = useState<string | null>(null);
  const [start, end] = boundsOf(ids, edge, first, from);
  const atEdge = from === "end" ? ids[start] : ids[end - 1];
  const isWhole = start === 0 && end === ids.length;
  useEffect(() => {
    if (atEdge !== undefined && atEdge !== edge) setEdge(atEdge);
  }, [atEdge, edge]);
  useEffect(() => {
    if (isWhole || isPaused) return;
    return whenIdle(() => {
      const next = from === "end" ? ids[Math.max(0, start - step)] : ids[Math.min(ids.length, end + step) - 1];
      if (next !== undefined) startTransition(() => setEdge(next));
    });
  }, [ids, start, end, step, from, isWhole, isPaused]);
  return [start, end];
}

function boundsOf(
  ids: readonly string[],
  edge: string | null,
  first: number,
  from: "start" | "end",
): [start: number, end: number] {
  const at = edge === null ? -1 : ids.indexOf(edge);
  if (from === "end") return [at < 0 ? Math.max(0, ids.length - first) : at, ids.length];
  return [0, at < 0 ? Math.min(first, ids.length) : at + 1];
}
