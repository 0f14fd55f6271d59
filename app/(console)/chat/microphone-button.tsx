"use client";
import { Mic, MicOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type PointerEvent, useRef } from "react";
import { cn } from "@/components/ui/cn";
import type { ChatSettings } from "@/lib/chat/chat-settings";
import type { DockKind } from "@/lib/chat/dock-state";
import { useChat, useConversation } from "./chat-context";
import { useLevel } from "./use-level";

interface MicrophoneButtonProps {
  dock: DockKind;
  captureMode: ChatSettings["captureMode"];
}

/** The large button: in hands-free mode it turns the microphone on and off, in push to talk it is held. */
export function MicrophoneButton({ dock, captureMode }: MicrophoneButtonProps) {
  const t = useTranslations("chat.microphone");
  const chat = useChat();
  const state = useConversation(({ capture: now }) => now);
  const ring = useRef<HTMLSpanElement>(null);
  useLevel(ring, dock === "speaking" ? "output" : state === "open" ? "input" : null);
  const hold = captureMode === "push_to_talk";
  const on = state === "open";
  const silenced = dock === "blocked" || dock === "muted" || dock === "silent";
  const Icon = silenced ? MicOff : Mic;

  const press = (event: PointerEvent<HTMLButtonElement>) => {
    if (!hold || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    void chat.holdToTalk();
  };
  const release = () => {
    if (hold) void chat.releaseToTalk();
  };
  const click = (detail: number) => {
    if (!hold) void chat.toggleMicrophone();
    // A keyboard or a screen reader cannot hold a button: the first press starts talking, the second ends it.
    else if (detail === 0) void (on ? chat.releaseToTalk() : chat.holdToTalk());
  };

  return (
    <span className="relative -ml-2 grid size-20 shrink-0 place-items-center">
      <span
        ref={ring}
        aria-hidden
        className={cn(
          "absolute inset-2 rounded-full bg-primary opacity-[calc(var(--level,0)*0.35)] [transform:scale(calc(1+var(--level,0)*0.3))]",
          dock === "speaking" && "bg-foreground",
        )}
      />
      {dock === "thinking" && (
        <span
          aria-hidden
          className="absolute inset-0.5 animate-spin rounded-full border-2 border-primary border-r-transparent border-b-transparent"
        />
      )}
      <button
        type="button"
        data-talk
        data-testid="microphone"
        aria-pressed={on}
        aria-label={hold ? t("hold") : state === "closed" ? t("turnOn") : t("turnOff")}
        onPointerDown={press}
        onPointerUp={release}
        onPointerCancel={release}
        onContextMenu={(event) => hold && event.preventDefault()}
        onClick={(event) => click(event.detail)}
        className={cn(
          "relative grid size-16 touch-manipulation select-none place-items-center rounded-full transition-colors",
          silenced
            ? "bg-muted text-foreground ring-2 ring-input ring-inset hover:bg-hover"
            : on
              ? "bg-primary text-primary-foreground hover:bg-primary-hover"
              : "bg-card text-primary ring-2 ring-primary ring-inset hover:bg-primary-soft",
          dock === "blocked" && "bg-danger-soft text-danger ring-danger",
        )}
      >
        <Icon aria-hidden className="size-7" strokeWidth={1.75} />
      </button>
    </span>
  );
}
