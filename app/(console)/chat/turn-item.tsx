"use client";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { Turn } from "@/lib/chat/conversation-state";
import { recordedSides } from "@/lib/chat/recordings";
import { errorCatalogue } from "@/lib/errors";
import { useChat, useConversation, useTurn } from "./chat-context";
import { LanguageGapHelp } from "./language-gap-help";
import { PlayAgainButton } from "./play-again-button";
import { ReplyText } from "./reply-text";
import { TurnFooter } from "./turn-footer";
import { useLanguageGap } from "./use-language-gap";
import { UserWords } from "./user-words";

/** One turn: the person's words, the reply, how long it took, what went wrong. Off screen it costs no layout. */
export const TurnItem = memo(function TurnItem({ turnId }: { turnId: string }) {
  const t = useTranslations("chat.turn");
  const lexicon = useTranslations("lexiconMark");
  const turn = useTurn(turnId);
  if (!turn) return null;
  const over = turn.status !== "running";
  const sides = recordedSides(turn);
  return (
    <li
      data-testid="turn"
      data-status={turn.status}
      className={cn(
        // The padding leaves room for focus outlines, which `content-visibility` would clip.
        "-mx-2 flex flex-col gap-4 px-2 py-1 [contain-intrinsic-size:auto_10rem] [content-visibility:auto]",
        turn.superseded && "text-muted-foreground [--foreground:var(--muted-foreground)]",
      )}
    >
      <div className="ml-8 flex flex-col items-end gap-1 sm:ml-24">
        <div className="flex w-full items-center justify-end gap-1">
          {sides.user && <PlayAgainButton turnId={turnId} side="user" play={t("playOwn")} stop={t("stopPlaying")} />}
          <UserWords turn={turn} />
        </div>
        <p className="flex gap-2 text-muted-foreground text-xs empty:hidden">
          {turn.source === "edited" && t("corrected")}
          {turn.source === "repeated" && t("repeated")}
          {turn.heardReplacements.length > 0 && (
            <span>
              {lexicon("heardAs", { words: turn.heardReplacements.map(({ original }) => original).join(" · ") })}
            </span>
          )}
          {turn.superseded && <Badge>{t("superseded")}</Badge>}
        </p>
      </div>
      <div className="flex flex-col gap-2">
        {turn.replyText === "" && !over && turn.userTextFinal && <ReplyPending />}
        {turn.replyText !== "" && <ReplyText turn={turn} />}
        {turn.errorCode !== null && <TurnError turn={turn} code={turn.errorCode} />}
        {over && turn.endedBy !== "not_understood" && <TurnFooter turn={turn} />}
      </div>
    </li>
  );
});

/** Shown before the reply begins. It does not move: the dock already says that the model is thinking. */
function ReplyPending() {
  return (
    <span aria-hidden className="flex h-7 items-center gap-1.5">
      <span className="size-1.5 animate-pulse rounded-full bg-muted-foreground" />
      <span className="size-1.5 animate-pulse rounded-full bg-muted-foreground [animation-delay:150ms]" />
      <span className="size-1.5 animate-pulse rounded-full bg-muted-foreground [animation-delay:300ms]" />
    </span>
  );
}

function TurnError({ turn, code }: { turn: Turn; code: NonNullable<Turn["errorCode"]> }) {
  const t = useTranslations();
  const chat = useChat();
  if (code === "model_language_unsupported") return <Unanswered turn={turn} />;
  const again = errorCatalogue[code].retryable && turn.status === "failed" && turn.userText !== "" && !turn.superseded;
  return (
    <Alert tone={code === "tts_failed" ? "warning" : "danger"} role="alert">
      <p>{t(`errors.${code}`)}</p>
      <p className="mt-0.5 text-muted-foreground text-xs">{t("common.code", { code })}</p>
      {again && (
        <Button
          variant="outline"
          size="sm"
          className="mt-2 pointer-coarse:h-11"
          onClick={() => chat.sendText(turn.userText)}
        >
          {t("common.retry")}
        </Button>
      )}
    </Alert>
  );
}

/** The language was the reason. The newest such turn offers the way out, so that one cause is explained once. */
function Unanswered({ turn }: { turn: Turn }) {
  const t = useTranslations("chat.language");
  const { gap } = useLanguageGap();
  const isNewest = useConversation(({ turnIds }) => turnIds.at(-1) === turn.turnId);
  if (isNewest && gap?.language === turn.language) return <LanguageGapHelp gap={gap} role="alert" />;
  const language = t(`names.${turn.language}`);
  return <p className="text-sm text-warning">{t("unanswered", { language })}</p>;
}
