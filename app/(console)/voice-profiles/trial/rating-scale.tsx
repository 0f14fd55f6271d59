"use client";
import { useTranslations } from "next-intl";
import { RadioGroup } from "radix-ui";
import { useId } from "react";
import { ratingScale } from "@/lib/voice-profiles/trials";

interface RatingScaleProps {
  score: number | null;
  choose: (score: number) => void;
}

const scores = Array.from(
  { length: ratingScale.highest - ratingScale.lowest + 1 },
  (_, index) => ratingScale.lowest + index,
);

/** How alike two voices are, 1 to 10. */
export function RatingScale({ score, choose }: RatingScaleProps) {
  const t = useTranslations("voiceTrial");
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <p id={id} className="font-medium text-sm">
        {t("question")}
      </p>
      <RadioGroup.Root
        aria-labelledby={id}
        orientation="horizontal"
        value={score === null ? "" : String(score)}
        onValueChange={(value) => choose(Number(value))}
        className="grid grid-cols-5 gap-1 sm:grid-cols-10"
      >
        {scores.map((each) => (
          <RadioGroup.Item
            key={each}
            value={String(each)}
            aria-label={t("score", { score: each })}
            className="h-9 rounded-md border border-input bg-card text-sm tabular-nums transition-colors hover:bg-hover focus-visible:outline-2 focus-visible:outline-ring data-[state=checked]:border-primary data-[state=checked]:bg-primary-soft data-[state=checked]:font-semibold pointer-coarse:h-11"
          >
            {each}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <p aria-hidden className="flex justify-between text-muted-foreground text-xs">
        <span>{t("lowest")}</span>
        <span>{t("highest")}</span>
      </p>
    </div>
  );
}
