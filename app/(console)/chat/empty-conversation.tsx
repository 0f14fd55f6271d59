"use client";
import { Mic } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { ChatSettings } from "@/lib/chat/chat-settings";
import { useChat, useConversation } from "./chat-context";
import { MicrophoneCheck } from "./microphone-check";
import { PrivacyLine } from "./privacy-line";
import { useLanguageGap } from "./use-language-gap";

interface EmptyConversationProps {
  /** The house's own, in the conversation's language. */
  greeting: string | null;
  prompts: readonly string[];
  settings: ChatSettings;
}

/** What this page is for, and what the house offers to begin with; nothing that could not be answered. */
export function EmptyConversation({ greeting, prompts, settings }: EmptyConversationProps) {
  const t = useTranslations("chat.empty");
  const { gap } = useLanguageGap();
  const isAnswered = !gap?.missing.includes("llm");
  return (
    <div className="my-auto flex flex-col items-start gap-3 py-8 short:py-1">
      <h2
        lang={greeting === null ? undefined : settings.language}
        className="wrap-anywhere font-semibold text-2xl tracking-tight"
      >
        {greeting ?? t("title")}
      </h2>
      {isAnswered && <p className="max-w-prose text-muted-foreground">{t("body")}</p>}
      <PrivacyLine />
      {isAnswered && prompts.length > 0 && <StarterPrompts prompts={prompts} />}
      <OfferedCheck settings={settings} />
    </div>
  );
}

function StarterPrompts({ prompts }: { prompts: readonly string[] }) {
  const t = useTranslations("chat.empty");
  const chat = useChat();
  const started = useConversation((state) => state.started);
  return (
    <>
      <p className="mt-4 short:mt-1 text-muted-foreground text-sm">{t("try")}</p>
      <ul className="flex flex-col items-start gap-2">
        {prompts.map((prompt) => (
          <li key={prompt}>
            <Button
              variant="secondary"
              disabled={!started}
              className="h-auto min-h-11 whitespace-normal py-2 text-left"
              onClick={() => chat.sendText(prompt)}
            >
              {prompt}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A check of the microphone before the first word, for those who want one. */
function OfferedCheck({ settings }: { settings: ChatSettings }) {
  const t = useTranslations("chat.microphoneCheck");
  const [isWanted, setWanted] = useState(false);
  if (isWanted) return <MicrophoneCheck settings={settings} />;
  return (
    <Button variant="ghost" className="-ml-3 mt-2 h-11 px-3 text-muted-foreground" onClick={() => setWanted(true)}>
      <Mic aria-hidden />
      {t("offer")}
    </Button>
  );
}
