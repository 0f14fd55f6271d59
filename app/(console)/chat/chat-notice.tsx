"use client";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { useChat, useConversation } from "./chat-context";

/** An error that belongs to no turn; while there is no session the dock says it instead. */
export function ChatNotice() {
  const t = useTranslations();
  const chat = useChat();
  const code = useConversation((state) => (state.started ? state.notice : null));
  if (code === null) return null;
  return (
    <Alert
      tone="warning"
      role="alert"
      data-testid="notice"
      className="mx-auto mb-2 w-[calc(100%-2rem)] max-w-[43rem] shrink-0"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="min-w-0">
          <p>{t(`errors.${code}`)}</p>
          <p className="text-muted-foreground text-xs">{t("common.code", { code })}</p>
        </div>
        <Button
          variant="outline"
          size="sm"
          className="pointer-coarse:h-11"
          onClick={() => chat.store.dispatch({ type: "notice_dismissed" })}
        >
          {t("chat.notice.dismiss")}
        </Button>
      </div>
    </Alert>
  );
}
