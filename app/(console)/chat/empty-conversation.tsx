"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { useChat, useConversation } from "./chat-context";
import { useLanguageGap } from "./language-choice";
import { PrivacyLine } from "./privacy-line";

/** What this page is for, and what the house offers to begin with; nothing that could not be answered. */
export function EmptyConversation({ prompts }: { prompts: readonly string[] }) {
  const t = useTranslations("chat.empty");
  const { gap } = useLanguageGap();
  const isAnswered = !gap?.missing.includes("llm");
  return (
    <div className="my-auto flex flex-col items-start gap-3 py-8 short:py-1">
      <h2 className="font-semibold text-2xl tracking-tight">{t("title")}</h2>
      {isAnswered && <p className="max-w-prose text-muted-foreground">{t("body")}</p>}
      <PrivacyLine />
      {isAnswered && prompts.length > 0 && <StarterPrompts prompts={prompts} />}
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
