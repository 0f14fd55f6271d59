"use client";
import { CircleQuestionMark, Settings2, SquarePen } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ComponentType } from "react";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { useChat, useConversation } from "./chat-context";
import { CopyConversation } from "./copy-conversation";
import { ServiceBadge } from "./service-badge";
import { TrialBadge } from "./trial-badge";

interface ChatHeaderProps {
  showSettings: () => void;
  showHelp: () => void;
}

/** What the conversation is about, and the page's few actions. */
export function ChatHeader({ showSettings, showHelp }: ChatHeaderProps) {
  const t = useTranslations("chat");
  const chat = useChat();
  const empty = useConversation((state) => state.turnIds.length === 0);
  return (
    <header className="flex min-h-12 shrink-0 items-center gap-2 border-b pr-1 pl-4 short:min-h-11">
      <Title />
      <TrialBadge />
      <ServiceBadge />
      <div className="ml-auto flex shrink-0 items-center">
        {!empty && <CopyConversation />}
        {!empty && <IconAction icon={SquarePen} label={t("newConversation")} act={() => chat.newConversation()} />}
        <IconAction icon={CircleQuestionMark} label={t("help")} act={showHelp} />
        <IconAction icon={Settings2} label={t("settings")} act={showSettings} />
      </div>
    </header>
  );
}

/** The first words that were said, as they were corrected; before them, what this page is. */
function Title() {
  const t = useTranslations("chat");
  const first = useConversation(({ turnIds, turns }) => {
    const said = (id: string) => turns[id]?.userTextFinal && turns[id].userText.trim() !== "";
    return turns[turnIds.find((id) => said(id) && !turns[id]?.superseded) ?? turnIds.find(said) ?? ""];
  });
  const words = first?.userText.replace(/\s+/gu, " ").trim();
  return (
    <h1 lang={words && first?.language} dir="auto" title={words} className="min-w-0 truncate font-medium text-sm">
      {words || t("title")}
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
