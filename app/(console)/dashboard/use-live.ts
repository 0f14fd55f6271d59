"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { LiveSnapshot } from "@/lib/dashboard/live-snapshot";
import { useLoginEnd } from "../use-login-end";
import { keepLiveLine, type LineState } from "./live-line";

/**
 * What the running server pushes, as it is now; null until the first answer. The line is kept for as long as the page is
 * open and shown. Only the newest snapshot is kept.
 */
export function useLive(): { snapshot: LiveSnapshot | null; line: LineState } {
  const [snapshot, setSnapshot] = useState<LiveSnapshot | null>(null);
  const [line, setLine] = useState<LineState>("connecting");
  const [refusal, setRefusal] = useState<unknown>(null);
  useLoginEnd(refusal);
  const client = useQueryClient();
  // The dot in the corner says the same at once.
  useEffect(() => {
    if (line === "lost") void client.invalidateQueries({ queryKey: ["health"] });
  }, [line, client]);
  useEffect(
    () =>
      keepLiveLine({
        // The first event of a connection has every part.
        onChange: (change) => setSnapshot((before) => ({ ...(before ?? {}), ...change }) as LiveSnapshot),
        onLine: setLine,
        onRefused: setRefusal,
      }),
    [],
  );
  return { snapshot, line };
}
