"use client";
import { Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { Turn } from "@/lib/chat/conversation-state";

/** Stands where the words would be when nothing was recognised, or nothing could be; what was said can be heard. */
export function NotUnderstood({ turn }: { turn: Turn }) {
  const t = useTranslations("chat.turn");
  const play = () => void new Audio(`/api/turns/${turn.turnId}/audio/user`).play();
  return (
    <p data-testid="not-understood" className="flex items-center gap-2 text-muted-foreground text-sm">
      {turn.status === "failed" ? t("notRecognised") : t("notUnderstood")}
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={t("playOwn")}
        title={t("playOwn")}
        onClick={play}
        className="pointer-coarse:size-11"
      >
        <Play aria-hidden />
      </Button>
    </p>
  );
}
