"use client";
import { useEffect, useState } from "react";
import type { LiveChange, LiveSnapshot } from "@/lib/dashboard/live-snapshot";

/** `lost`: the numbers are those of the last moment with a connection. */
export type LineState = "connecting" | "live" | "lost";

/** The server sends something at least every 5 s. */
const silentMs = 15_000;
const retryMs = 5_000;

/**
 * What the running server pushes, as it is now; null until the first answer. A line that breaks, or is silent, is opened
 * again for as long as the page is open. Only the newest snapshot is kept.
 */
export function useLive(): { snapshot: LiveSnapshot | null; line: LineState } {
  const [snapshot, setSnapshot] = useState<LiveSnapshot | null>(null);
  const [line, setLine] = useState<LineState>("connecting");
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function expect(nextMs: number, then: () => void): void {
      clearTimeout(timer);
      timer = setTimeout(then, nextMs);
    }
    function lost(): void {
      source?.close();
      setLine("lost");
      expect(retryMs, open);
    }
    function open(): void {
      source?.close();
      const opened = new EventSource("/api/live");
      source = opened;
      expect(silentMs, lost);
      opened.addEventListener("change", ({ data }: MessageEvent<string>) => {
        const change = JSON.parse(data) as LiveChange;
        // The first event of a connection has every part.
        setSnapshot((before) => ({ ...(before ?? {}), ...change }) as LiveSnapshot);
        setLine("live");
        expect(silentMs, lost);
      });
      opened.addEventListener("beat", () => {
        setLine("live");
        expect(silentMs, lost);
      });
      opened.addEventListener("error", lost);
    }
    open();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, []);
  return { snapshot, line };
}
