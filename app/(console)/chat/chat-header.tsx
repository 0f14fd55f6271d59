"use client";
import { CircleQuestionMark, Settings2, SquarePen } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ComponentType } from "react";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { type Opening, titleWords } from "@/lib/chat/title-words";
import { useChat, useConversation } from "./chat-context";
import { CopyConversation } from "./copy-conversation";
import { ServiceBadge } from "./service-badge";
import { TrialBadge } from "./trial-badge";
import { VoiceBadge } from "./voice-badge";
import type { VoiceChoice } from "./voice-choice";

interface ChatHeaderProps {
  /** Set where the page was given the newest turns of a conversation only. */
  opening: Opening | null;
  voices: readonly VoiceChoice[];
  showSettings: () => void;
  showHelp: () => void;
}

/** What the conversation is about, and the page's few actions. */
export function ChatHeader({ opening, voices, showSettings, showHelp }: ChatHeaderProps) {
  const t = useTranslations("chat");
  const chat = useChat();
  const empty = useConversation((state) => state.turnIds.length === 0);
  return (
    <header className="flex min-h-12 shrink-0 items-center gap-2 border-b pr-1 pl-4 short:min-h-11">
      <Title opening={opening} />
      <TrialBadge />
      <ServiceBadge />
      <VoiceBadge voices={voices} />
      <div className="ml-auto flex shrink-0 items-center">
        {!empty && <CopyConversation />}
        {!empty && <IconAction icon={SquarePen} label={t("newConversation")} act={() => chat.newConversation()} />}
        <IconAction icon={CircleQuestionMark} label={t("help")} act={showHelp} />
        <IconAction icon={Settings2} label={t("settings")} act={showSettings} />
      </div>
    </header>
  );
}

/** The first words that were said; before them, what this page is. */
function Title({ opening }: { opening: Opening | null }) {
  const t = useTranslations("chat");
  const words = useConversation(
    (state) => titleWords(state, opening),
    (a, b) => a?.text === b?.text && a?.language === b?.language,
  );
  return (
    <h1
      lang={words?.language ?? undefined}
      dir="auto"
      title={words?.text}
      className="min-w-0 truncate font-medium text-sm"
    >
      {words?.text ?? t("title")}
    </h1>
  );
}

interface IconActionProps {
  icon: ComponentType<{ "aria-hidden": boolean }>;
  label: string;
  act: () => void;
}

function IconAction({ icon: Icon, label, act }: IconActionProps) {
  return (
    <Tooltip content={label} side="bottom">
      <Button
        variant="ghost"
        size="icon"
        className="size-11 text-muted-foreground hover:text-foreground"
        aria-label={label}
        onClick={act}
      >
        <Icon aria-hidden />
      </Button>
    </Tooltip>
  );
}
