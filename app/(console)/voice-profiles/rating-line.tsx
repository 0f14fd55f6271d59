"use client";
import { Star } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { goodRating } from "@/lib/voice-profiles/trials";
import type { ProfileView } from "@/lib/voice-profiles/views";

/** How alike people find the voice, and whether that reaches the service level. */
export function RatingLine({ rating }: { rating: ProfileView["rating"] }) {
  const t = useTranslations("voices.rating");
  if (!rating) return <span className="text-muted-foreground">{t("none")}</span>;
  const isGood = rating.mean >= goodRating;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5">
      <Star aria-hidden className={cn("size-3.5", isGood ? "text-success" : "text-warning")} />
      <span className="font-medium">{t("mean", { mean: rating.mean })}</span>
      <span className="text-muted-foreground">
        {t("count", { count: rating.count })} · {t(isGood ? "reached" : "missed", { target: goodRating })}
      </span>
    </span>
  );
}
