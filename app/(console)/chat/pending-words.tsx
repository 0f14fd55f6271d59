"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { speaksANewTurn } from "@/lib/chat/conversation-state";
import { useChat, useConversation } from "./chat-context";
import { LiveWave } from "./live-wave";
import { Said } from "./said";

/** Words that belong to no turn yet: speech being recognised, or text on its way to the server. */
export function PendingWords() {
  const t = useTranslations("chat.turn");
  const chat = useChat();
  const hearing = useConversation((state) => state.hearing);
  const outgoing = useConversation((state) => state.outgoing);
  const speaks = useConversation(speaksANewTurn);
  const language = useConversation((state) => state.language);
  if (outgoing) {
    const drop = () => chat.store.dispatch({ type: "outgoing_dropped" });
    const again = () => {
      const sent =
        outgoing.editsTurnId === null
          ? chat.sendText(outgoing.text)
          : chat.editTranscript(outgoing.editsTurnId, outgoing.text);
      if (!sent) chat.retryNow();
    };
    return (
      <li className="flex flex-col items-end gap-2">
        <Said language={language} settled={false}>
          {outgoing.text}
        </Said>
        {outgoing.lost ? (
          <div role="alert" className="flex flex-wrap items-center justify-end gap-2 text-sm text-warning">
            {t("lost")}
            <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={again}>
              {t("sendAgain")}
            </Button>
            <Button variant="ghost" size="sm" className="pointer-coarse:h-11" onClick={drop}>
              {t("discard")}
            </Button>
          </div>
        ) : (
          <p className="text-muted-foreground text-xs">{t("sending")}</p>
        )}
      </li>
    );
  }
  if (!speaks) return null;
  return (
    <li className="flex flex-col items-end" data-testid="hearing">
      <Said language={language} settled={false}>
        {hearing}
        <LiveWave />
      </Said>
    </li>
  );
}
