"use client";
import { AudioLines } from "lucide-react";
import { useFormatter, useNow, useTranslations } from "next-intl";
import { useState } from "react";
import type { Turn } from "@/lib/chat/conversation-state";
import { useConversation } from "./chat-context";
import { LiveWave } from "./live-wave";
import { Said } from "./said";

/** A spoken turn whose words are not final: what is known of them, and what goes on. */
export function WordsUnderWay({ turn }: { turn: Turn }) {
  const speaks = useConversation(({ turnState }) => turnState === "hearing");
  return (
    <Said language={turn.language} settled={false}>
      {turn.userText}
      {speaks ? <LiveWave /> : <Recognising />}
    </Said>
  );
}

/** Counts from the moment it is shown, which is when recognition begins. */
function Recognising() {
  const t = useTranslations("chat.turn");
  const format = useFormatter();
  const now = useNow({ updateInterval: 100 });
  const [since] = useState(() => Date.now());
  const seconds = Math.max(0, now.getTime() - since) / 1_000;
  return (
    <span className="flex items-center gap-2 text-sm" data-testid="recognising">
      <AudioLines aria-hidden className="size-4 text-primary" />
      {t("recognisingFor", {
        seconds: format.number(seconds, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
      })}
    </span>
  );
}
