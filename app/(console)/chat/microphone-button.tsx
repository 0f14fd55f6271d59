"use client";
import { useTranslations } from "next-intl";
import { type PointerEvent, useRef } from "react";
import { cn } from "@/components/ui/cn";
import type { ChatSettings } from "@/lib/chat/chat-settings";
import { discPress, discShapes } from "@/lib/chat/disc";
import type { DockState } from "@/lib/chat/dock-state";
import { useChat, useConversation } from "./chat-context";
import { keepKeyboard } from "./keep-keyboard";
import { MicrophoneDisc } from "./microphone-disc";
import { useLevel } from "./use-level";
import { useLoadingShare } from "./use-loading-share";

interface MicrophoneButtonProps {
  dock: DockState;
  captureMode: ChatSettings["captureMode"];
  className?: string | undefined;
}

/**
 * The large disc: in hands-free mode it turns the microphone on and off, and stops a reply that sounds; in push to talk
 * it is held.
 */
export function MicrophoneButton({ dock, captureMode, className }: MicrophoneButtonProps) {
  const t = useTranslations("chat.microphone");
  const chat = useChat();
  const capture = useConversation((state) => state.capture);
  const button = useRef<HTMLButtonElement>(null);
  useLevel(button, dock.kind === "speaking" ? "output" : capture === "open" ? "input" : null);
  const { share } = useLoadingShare(dock.kind === "loading" ? dock.progress : null);
  const press = discPress(dock.kind, capture, captureMode);
  const labels = { open: t("turnOn"), close: t("turnOff"), hold: t("hold"), stop: t("stopReply") };

  const down = (event: PointerEvent<HTMLButtonElement>) => {
    if (press !== "hold" || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    void chat.holdToTalk();
  };
  const up = () => {
    if (press === "hold") void chat.releaseToTalk();
  };
  const click = (detail: number) => {
    if (press === "stop") chat.interruptReply();
    else if (press !== "hold") void chat.toggleMicrophone();
    // A keyboard or a screen reader cannot hold a button: the first press starts talking, the second ends it.
    else if (detail === 0) void (capture === "open" ? chat.releaseToTalk() : chat.holdToTalk());
  };

  return (
    <button
      ref={button}
      type="button"
      data-talk
      data-testid="microphone"
      aria-pressed={press === "stop" ? undefined : capture === "open"}
      aria-label={labels[press]}
      onMouseDown={keepKeyboard}
      onPointerDown={down}
      onPointerUp={up}
      onPointerCancel={up}
      onContextMenu={(event) => press === "hold" && event.preventDefault()}
      onClick={(event) => click(event.detail)}
      className={cn("group touch-manipulation select-none rounded-full", className)}
    >
      <MicrophoneDisc
        shape={discShapes[dock.kind]}
        stops={press === "stop"}
        progress={share}
        place={dock.kind === "waiting" ? dock.position : null}
      />
    </button>
  );
}
