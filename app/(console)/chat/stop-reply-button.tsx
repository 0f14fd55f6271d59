"use client";
import { Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import type { DockKind } from "@/lib/chat/dock-state";
import { useChat } from "./chat-context";

/**
 * The button that stops the reply's sound. Its data attributes say how much was really played: by them tests see that
 * there was sound, and not silence.
 */
export function StopReplyButton({ dock }: { dock: DockKind }) {
  const t = useTranslations("chat");
  const chat = useChat();
  const element = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      chat.onPlayed(({ ms, peak, underruns }) => {
        const data = element.current?.dataset;
        if (!data) return;
        data.playedMs = ms.toFixed(0);
        data.peak = peak.toFixed(3);
        data.underruns = String(underruns);
      }),
    [chat],
  );
  const active = dock === "thinking" || dock === "writing" || dock === "speaking";
  return (
    <span ref={element} data-testid="audio-player">
      {active && (
        <Button
          variant="outline"
          className="size-11 p-0 sm:w-auto sm:px-4"
          onClick={() => chat.interruptReply()}
          aria-keyshortcuts="Escape"
        >
          <Square aria-hidden className="size-3.5 fill-current" />
          <span className="sr-only sm:not-sr-only">{t("stop")}</span>
        </Button>
      )}
    </span>
  );
}
