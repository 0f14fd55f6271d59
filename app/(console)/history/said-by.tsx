"use client";
import { useTranslations } from "next-intl";
import { useDates } from "../use-dates";

/** Who said something about a turn, and when. */
export function SaidBy({ by, at, own }: { by: string; at: number; own: boolean }) {
  const t = useTranslations("history");
  const { moment } = useDates();
  return (
    <span className="text-muted-foreground text-xs">
      {own ? t("user") : by} · <time dateTime={new Date(at * 1000).toISOString()}>{moment(at)}</time>
    </span>
  );
}
