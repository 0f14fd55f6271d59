"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { browserName } from "@/lib/user-agent";
import { useChat, useConversation } from "./chat-context";
import { DockWords } from "./dock-words";

/** Said where the conversation is open elsewhere: it can be continued here, or read. */
export function OpenElsewhere() {
  const t = useTranslations("chat.dock.elsewhere");
  const common = useTranslations("chat");
  const chat = useChat();
  const elsewhere = useConversation((state) => state.openElsewhere);
  const sessionId = useConversation((state) => state.sessionId) ?? chat.sessionId;
  const where = elsewhere?.kind ?? "other_tab";
  const hint =
    elsewhere?.kind === "other_client"
      ? t("other_client", { where: [browserName(elsewhere.userAgent), elsewhere.address].filter(Boolean).join(" · ") })
      : t(where);
  return (
    <DockWords tone="warning" title={where === "taken_over" ? t("movedTitle") : t("title")} hint={hint}>
      <div className="flex flex-wrap justify-center gap-2 sm:justify-start">
        <Button size="sm" className="pointer-coarse:h-11" onClick={() => chat.takeOver()}>
          {t("takeOver")}
        </Button>
        {sessionId !== null && (
          <Button asChild variant="outline" size="sm" className="max-sm:short:hidden pointer-coarse:h-11">
            <Link href={{ pathname: "/history", query: { session: sessionId } }} prefetch={false}>
              {t("view")}
            </Link>
          </Button>
        )}
        <Button
          variant="ghost"
          size="sm"
          className="max-sm:hidden short:hidden pointer-coarse:h-11"
          onClick={() => chat.newConversation()}
        >
          {common("newConversation")}
        </Button>
      </div>
    </DockWords>
  );
}
