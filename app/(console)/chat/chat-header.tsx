"use client";
import { Keyboard, Settings2, SquarePen } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ComponentType } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { modelsFor } from "@/lib/chat/model-choice";
import { useChat, useConversation } from "./chat-context";
import { ServiceBadge } from "./service-badge";

interface ChatHeaderProps {
  showSettings: () => void;
  showHelp: () => void;
}

/** Who answers, and the page's few actions. */
export function ChatHeader({ showSettings, showHelp }: ChatHeaderProps) {
  const t = useTranslations("chat");
  const chat = useChat();
  const empty = useConversation((state) => state.turnIds.length === 0);
  return (
    <header className="flex min-h-14 shrink-0 items-center gap-2 border-b px-4">
      <h1 className="sr-only">{t("title")}</h1>
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
        <AnsweringModel />
        <ServiceBadge />
      </div>
      <div className="ml-auto flex items-center">
        <IconAction icon={SquarePen} label={t("newConversation")} act={() => chat.newConversation()} disabled={empty} />
        <IconAction icon={Keyboard} label={t("help")} act={showHelp} />
        <IconAction icon={Settings2} label={t("settings")} act={showSettings} />
      </div>
    </header>
  );
}

function AnsweringModel() {
  const t = useTranslations("chat");
  const model = useConversation((state) => modelsFor(state.models, "llm", state.language)[0] ?? firstLlm(state.models));
  if (!model) return null;
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 text-muted-foreground text-sm">
      <span className="truncate">{model.name}</span>
      {model.trial && <Badge tone="warning">{t("trialModel")}</Badge>}
    </p>
  );
}

const firstLlm = <Model extends { role: string }>(models: readonly Model[]) => models.find((m) => m.role === "llm");

interface IconActionProps {
  icon: ComponentType<{ "aria-hidden": boolean }>;
  label: string;
  act: () => void;
  disabled?: boolean;
}

function IconAction({ icon: Icon, label, act, disabled }: IconActionProps) {
  return (
    <Tooltip content={label} side="bottom">
      <Button variant="ghost" size="icon" className="size-11" aria-label={label} onClick={act} disabled={disabled}>
        <Icon aria-hidden />
      </Button>
    </Tooltip>
  );
}
