"use client";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { Thumb } from "@/lib/feedback";

interface ThumbButtonsProps {
  /** The reader's own. */
  thumb: Thumb | null;
  /** Null takes it back. */
  rate: (thumb: Thumb | null) => void;
}

const icons = { up: ThumbsUp, down: ThumbsDown };

/** Thumbs up and down; a second press takes one back. */
export function ThumbButtons({ thumb, rate }: ThumbButtonsProps) {
  const t = useTranslations("history.feedback");
  return (
    <span className="flex">
      {(["up", "down"] as const).map((each) => {
        const Icon = icons[each];
        return (
          <Button
            key={each}
            variant="ghost"
            size="icon-sm"
            aria-label={t(each)}
            title={t(each)}
            aria-pressed={thumb === each}
            onClick={() => rate(thumb === each ? null : each)}
            className={cn("text-muted-foreground pointer-coarse:size-11", thumb === each && "text-primary")}
          >
            <Icon aria-hidden fill={thumb === each ? "currentColor" : "none"} />
          </Button>
        );
      })}
    </span>
  );
}
