"use client";
import { useFormatter } from "next-intl";
import { useReaderTimeZone } from "../../use-reader-time-zone";

/** A moment (Unix seconds) by the reader's clock; `full` names its time zone, as paper needs it. */
export function ReaderMoment({ at, isFull = false }: { at: number; isFull?: boolean }) {
  const format = useFormatter();
  const timeZone = useReaderTimeZone();
  const style = isFull
    ? ({ dateStyle: "long", timeStyle: "long" } as const)
    : ({ dateStyle: "medium", timeStyle: "short" } as const);
  return (
    <time dateTime={new Date(at * 1_000).toISOString()}>{format.dateTime(at * 1_000, { ...style, timeZone })}</time>
  );
}
