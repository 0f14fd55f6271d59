"use client";
import { useTranslations } from "next-intl";
import { Skeleton } from "@/components/ui/skeleton";

/** Rows in their final shape. */
export function RoomLoading() {
  const t = useTranslations("common");
  return (
    <div role="status" aria-label={t("loading")} className="grid gap-3">
      {["a", "b", "c", "d", "e"].map((row) => (
        <Skeleton key={row} className="h-11" />
      ))}
    </div>
  );
}
