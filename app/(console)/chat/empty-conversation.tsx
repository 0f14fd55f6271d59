"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { useChat, useConversation } from "./chat-context";
import { useLanguageGap } from "./language-choice";

const prompts = ["first", "second", "third"] as const;

/** What this page is for, and three ways to begin without speaking. */
export function EmptyConversation() {
  const t = useTranslations("chat.empty");
  const chat = useChat();
  const started = useConversation((state) => state.started);
  const { gap } = useLanguageGap();
  const isAnswered = !gap?.missing.includes("llm");
  return (
    <div className="my-auto flex flex-col items-start gap-3 py-8">
      <h2 className="font-semibold text-2xl tracking-tight">{t("title")}</h2>
      {isAnswered && (
        <>
          <p className="max-w-prose text-muted-foreground">{t("body")}</p>
          <p className="mt-4 text-muted-foreground text-sm">{t("try")}</p>
          <ul className="flex flex-col items-start gap-2">
            {prompts.map((prompt) => (
              <li key={prompt}>
                <Button
                  variant="secondary"
                  disabled={!started}
                  className="h-auto min-h-11 whitespace-normal py-2 text-left"
                  onClick={() => chat.sendText(t(`prompts.${prompt}`))}
                >
                  {t(`prompts.${prompt}`)}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
