"use client";
import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { useChat, useConversation } from "./chat-context";

/** Long enough to read it and to reach for the button; Back and the history lead there later. */
const shownMs = 12_000;

/** After a new conversation was begun: the way back to the one before. */
export function LeftConversationNotice() {
  const sessionId = useConversation((state) => (state.turnIds.length === 0 ? (state.left?.sessionId ?? null) : null));
  if (sessionId === null) return null;
  return <WayBack key={sessionId} />;
}

function WayBack() {
  const t = useTranslations("chat.left");
  const chat = useChat();
  const [isOver, setIsOver] = useState(false);
  const [isHeld, setIsHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => setIsOver(true), shownMs);
    return () => clearTimeout(timer);
  }, [isHeld]);
  if (isOver) return null;
  return (
    <p
      role="status"
      data-testid="left-conversation"
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
      className="mx-auto mb-2 flex w-[calc(100%-2rem)] max-w-[43rem] shrink-0 flex-wrap items-center justify-between gap-x-3 rounded-md bg-muted py-1 pr-1 pl-4 text-sm"
    >
      {t("begun")}
      <Button variant="ghost" size="sm" className="pointer-coarse:h-11" onClick={() => chat.returnToLeft()}>
        <Undo2 aria-hidden />
        {t("back")}
      </Button>
    </p>
  );
}
