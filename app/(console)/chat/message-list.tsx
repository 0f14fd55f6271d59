"use client";
import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { useIdleGrowth } from "@/components/ui/use-idle-growth";
import { speaksANewTurn } from "@/lib/chat/conversation-state";
import { useConversation } from "./chat-context";
import { PendingWords } from "./pending-words";
import { TurnItem } from "./turn-item";
import { newestTurns } from "./turns-at-once";

/** Within this distance of the end, the list follows new turns. */
const followWithinPx = 96;

interface MessageListProps {
  /** Shown above the first turn, and scrolled away with it. */
  above: ReactNode;
  /** Shown while nothing has been said. */
  empty: ReactNode;
}

/** The conversation as one column. Only a turn that changes renders again. */
export function MessageList({ above, empty }: MessageListProps) {
  const t = useTranslations("chat");
  const turnIds = useConversation((state) => state.turnIds);
  const pending = useConversation((state) => speaksANewTurn(state) || state.outgoing !== null);
  const isBusy = useConversation((state) => state.turnState !== "listening" || state.playingTurnId !== null);
  const [firstShown] = useIdleGrowth(turnIds, { ...newestTurns, from: "end", isPaused: isBusy });
  const nothing = turnIds.length === 0 && !pending;
  const { scroller, content, away, jump } = useFollowEnd(!nothing);
  return (
    <div className="relative col-start-1 row-start-1 min-h-0 min-w-0">
      <section
        ref={scroller}
        aria-label={t("log")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain focus-visible:-outline-offset-2"
      >
        <div ref={content} className="mx-auto flex min-h-full max-w-[45rem] flex-col gap-6 px-4 py-6 short:py-3">
          {above}
          {nothing ? (
            empty
          ) : (
            <ol className="flex flex-col gap-8">
              {turnIds.slice(firstShown).map((turnId) => (
                <TurnItem key={turnId} turnId={turnId} />
              ))}
              <PendingWords />
            </ol>
          )}
        </div>
      </section>
      {away && !nothing && (
        <Button
          variant="secondary"
          onClick={jump}
          className="absolute bottom-3 left-1/2 h-11 -translate-x-1/2 border shadow-sm"
        >
          <ArrowDown aria-hidden />
          {t("jump")}
        </Button>
      )}
    </div>
  );
}

/** Keeps the end in view while the person is near it; does nothing once they scrolled back. */
function useFollowEnd(active: boolean) {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [away, setAway] = useState(false);

  const jump = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!element || !inner || !active) return;
    let lastTop = element.scrollTop;
    const scrolled = () => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < followWithinPx;
      // Turns get their real height only once they are seen, so only an upward move is surely the person's own.
      if (near || element.scrollTop < lastTop) following.current = near;
      lastTop = element.scrollTop;
      setAway(!following.current);
    };
    const observer = new ResizeObserver(() => {
      if (following.current) jump();
    });
    observer.observe(inner);
    observer.observe(element);
    element.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", scrolled);
    };
  }, [jump, active]);

  return { scroller, content, away, jump };
}
