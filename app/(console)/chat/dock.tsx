"use client";
import { Mic, MicOff } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { Button } from "@/components/ui/button";
import type { ChatSettings } from "@/lib/chat/chat-settings";
import { useChat, useConversation } from "./chat-context";
import { Composer } from "./composer";
import { DockStatus } from "./dock-status";
import { MicrophoneButton } from "./microphone-button";
import { SpeechSwitch } from "./speech-switch";
import { StopReplyButton } from "./stop-reply-button";
import { useDockState } from "./use-dock-state";

interface DockProps {
  captureMode: ChatSettings["captureMode"];
  composer: RefObject<HTMLTextAreaElement | null>;
}

/** The bar below the conversation: the microphone, the state, the stop button, the text field. */
export function Dock({ captureMode, composer }: DockProps) {
  const t = useTranslations("chat.dock");
  const dock = useDockState();
  return (
    <section aria-label={t("label")} className="shrink-0 border-t bg-card">
      <div className="mx-auto max-w-[45rem] px-4 pt-2 pb-3">
        <div className="flex items-center gap-3">
          <MicrophoneButton dock={dock.kind} captureMode={captureMode} />
          <DockStatus dock={dock} captureMode={captureMode} />
          <div className="flex shrink-0 gap-2">
            <SpeechSwitch />
            {captureMode === "hands_free" && <MuteButton />}
            <StopReplyButton dock={dock.kind} />
          </div>
        </div>
        <div className="mt-2">
          <Composer field={composer} />
        </div>
      </div>
    </section>
  );
}

function MuteButton() {
  const t = useTranslations("chat.microphone");
  const chat = useChat();
  const capture = useConversation((state) => state.capture);
  if (capture === "closed") return null;
  const muted = capture === "muted";
  const Icon = muted ? Mic : MicOff;
  return (
    <Button
      variant="outline"
      className="size-11 p-0 sm:w-auto sm:px-4"
      onClick={() => chat.toggleMute()}
      aria-keyshortcuts="m"
    >
      <Icon aria-hidden />
      <span className="sr-only sm:not-sr-only">{muted ? t("unmute") : t("mute")}</span>
    </Button>
  );
}
