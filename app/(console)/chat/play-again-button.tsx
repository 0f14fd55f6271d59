"use client";
import { Play, Square } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { TurnSide } from "@/lib/chat/recordings";
import { useChat, useConversation } from "./chat-context";

interface PlayAgainButtonProps {
  turnId: string;
  side: TurnSide;
  /** What a press does while nothing sounds, and while this recording does. */
  play: string;
  stop: string;
}

/** Plays one stored recording again, and stops it. */
export function PlayAgainButton({ turnId, side, play, stop }: PlayAgainButtonProps) {
  const chat = useChat();
  const state = useConversation(({ replay }) =>
    replay?.turnId === turnId && replay.side === side ? replay.state : "silent",
  );
  const label = state === "silent" ? play : stop;
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={label}
      title={label}
      data-testid={`play-${side}`}
      data-state={state}
      onClick={() => chat.playAgain(turnId, side)}
      className="shrink-0 text-muted-foreground pointer-coarse:size-11"
    >
      {state === "silent" && <Play aria-hidden />}
      {state === "loading" && <Spinner />}
      {state === "playing" && <Square aria-hidden className="size-3.5 fill-current text-primary" />}
    </Button>
  );
}
