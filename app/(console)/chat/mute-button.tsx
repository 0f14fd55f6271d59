"use client";
import { Mic, MicOff } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ChatSettings } from "@/lib/chat/chat-settings";
import { useChat, useConversation } from "./chat-context";
import { DockButton } from "./dock-button";

/** Mutes the open microphone, and opens the muted one; without either its place is empty. */
export function MuteButton({ captureMode }: { captureMode: ChatSettings["captureMode"] }) {
  const t = useTranslations("chat.microphone");
  const chat = useChat();
  const capture = useConversation((state) => state.capture);
  const muted = capture === "muted";
  return (
    <DockButton
      icon={muted ? Mic : MicOff}
      label={muted ? t("unmute") : t("mute")}
      shown={captureMode === "hands_free" && capture !== "closed"}
      onClick={() => chat.toggleMute()}
      aria-keyshortcuts="m"
      className={muted ? "bg-warning-soft text-warning hover:bg-warning-soft hover:text-warning" : undefined}
    />
  );
}
