"use client";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { lightLimits } from "@/lib/voice-profiles/quality";

const lowestDbfs = -60;
const placeOf = (dbfs: number) => `${Math.min(100, Math.max(0, ((dbfs - lowestDbfs) / -lowestDbfs) * 100))}%`;
const { from, to } = lightLimits.level.green;

/** The live level beside the band in which a recording is good; null: nothing has been heard yet. */
export function LevelMeter({ dbfs }: { dbfs: number | null }) {
  const t = useTranslations("voices.record");
  const where = dbfs === null || dbfs < lowestDbfs ? "silent" : dbfs < from ? "quiet" : dbfs > to ? "loud" : "right";
  return (
    <div className="grid gap-1">
      <div aria-hidden className="relative h-4 overflow-hidden rounded-md bg-muted">
        <div
          className="absolute inset-y-0 border-success border-x-2 bg-success-soft"
          style={{ left: placeOf(from), width: `calc(${placeOf(to)} - ${placeOf(from)})` }}
        />
        <div
          className={cn("absolute inset-y-1 left-0 rounded-full", where === "right" ? "bg-success" : "bg-primary")}
          style={{ width: placeOf(dbfs ?? lowestDbfs) }}
        />
      </div>
      <p className="flex flex-wrap justify-between gap-x-3 text-muted-foreground text-xs">
        <span data-level={where}>{t(`levels.${where}`)}</span>
        <span>{t("band", { from, to })}</span>
      </p>
    </div>
  );
}
