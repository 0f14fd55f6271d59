"use client";
import { useTimeZone } from "next-intl";
import { useSyncExternalStore } from "react";

const neverChanges = () => () => undefined;
const ownTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The reader's own time zone; the server may be in another one. */
export function useReaderTimeZone(): string {
  // The first render must equal the server's text; the reader's own zone follows at once.
  const serverTimeZone = useTimeZone() ?? "UTC";
  return useSyncExternalStore(neverChanges, ownTimeZone, () => serverTimeZone);
}
