"use client";
import { ArrowRight, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { EndBadges } from "@/components/turn/end-badges";
import { TurnTimings } from "@/components/turn/turn-timings";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { continueWords, hasMoreToSay } from "@/lib/chat/continue-reply";
import type { Turn } from "@/lib/chat/conversation-state";
import { isStored, recordedSides } from "@/lib/chat/recordings";
import { useChat, useConversation } from "./chat-context";
import { PlayAgainButton } from "./play-again-button";
import { TurnThumbs } from "./turn-thumbs";
import { useLanguageGap } from "./use-language-gap";

/** Below an ended turn: how long it took, why it ended early, and what can be done with it. */
export function TurnFooter({ turn }: { turn: Turn }) {
  const t = useTranslations("chat.turn");
  const chat = useChat();
  const isNewest = useConversation(({ turnIds }) => turnIds.at(-1) === turn.turnId);
  const goOn = isNewest && !turn.superseded && hasMoreToSay(turn);
  const { gap } = useLanguageGap();
  // Whoever was not answered because of the language may be answered in one that works.
  const mayAsk = turn.status !== "failed" || (turn.errorCode === "model_language_unsupported" && gap === null);
  const again = !turn.superseded && mayAsk && turn.userText !== "" && !turn.turnId.startsWith("stored-");
  // Nothing was answered, nothing was measured: an empty line would only push the next turn away.
  if (turn.replyText === "" && turn.status === "failed" && !again) return null;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 empty:hidden">
        <EndBadges
          endedBy={turn.endedBy}
          finishReason={turn.finishReason}
          interrupted={turn.status === "interrupted"}
        />
        {goOn && (
          <Button
            variant="outline"
            size="sm"
            className="pointer-coarse:h-11"
            onClick={() => chat.sendText(continueWords[turn.language])}
          >
            {t("continue")}
            <ArrowRight aria-hidden />
          </Button>
        )}
      </p>
      <div className="grid grid-cols-[auto_1fr] items-center gap-x-3 empty:hidden">
        {(again || turn.replyText !== "") && (
          <span className="-ml-2 flex">
            {recordedSides(turn).reply && (
              <PlayAgainButton turnId={turn.turnId} side="reply" play={t("playReply")} stop={t("stopPlaying")} />
            )}
            {turn.replyText !== "" && <CopyButton text={turn.replyText} label={t("copy")} />}
            {turn.replyText !== "" && isStored(turn) && <TurnThumbs turnId={turn.turnId} stored={turn.thumb} />}
            {again && (
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={t("again")}
                title={t("again")}
                onClick={() => chat.answerAgain(turn.turnId)}
                className="text-muted-foreground pointer-coarse:size-11"
              >
                <RotateCcw aria-hidden />
              </Button>
            )}
          </span>
        )}
        {turn.timings && <TurnTimings timings={turn.timings} models={turn.models} mode={turn.mode} />}
      </div>
    </>
  );
}
