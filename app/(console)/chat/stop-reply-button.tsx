"use client";
import { Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { DockKind } from "@/lib/chat/dock-state";
import { useChat } from "./chat-context";
import { DockButton } from "./dock-button";

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
  const active = dock === "recognising" || dock === "thinking" || dock === "writing" || dock === "speaking";
  return (
    <span ref={element} data-testid="audio-player">
      <DockButton
        icon={Square}
        iconClassName="size-4 fill-current"
        label={t("stop")}
        shown={active}
        onClick={() => chat.interruptReply()}
        aria-keyshortcuts="Escape"
        className="text-foreground"
      />
    </span>
  );
}
