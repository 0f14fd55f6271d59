"use client";
import { CornerDownRight, Keyboard, ListPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo, type ReactNode, useCallback, useState } from "react";
import { ReplyContent } from "@/components/reply/reply-content";
import { EndBadges } from "@/components/turn/end-badges";
import { TurnPlayback } from "@/components/turn/turn-playback";
import { TurnTimings } from "@/components/turn/turn-timings";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { heardCharsOf, type TurnView } from "@/lib/conversations";
import type { TurnFeedback as Feedback, QualityTag } from "@/lib/feedback";
import type { Language } from "@/lib/languages";
import { fittingReplacements } from "@/lib/lexicon";
import type { TurnReplay } from "@/lib/replay/views";
import { AddToSetDialog } from "./add-to-set-dialog";
import { CorrectWords } from "./correct-words";
import { HeardWords } from "./heard-words";
import type { Reader } from "./reader";
import { markedParts } from "./search";
import { TurnFeedback } from "./turn-feedback";
import { TurnReplays } from "./turn-replays";

interface TurnDetailsProps {
  sessionId: string;
  /** Where the conversation opens at this turn; null for a turn without an id. */
  href: string | null;
  /** The sets and runs that it is in. */
  replays: readonly TurnReplay[];
  /** The address names it. */
  isTarget: boolean;
  feedback: Feedback | null;
  tags: readonly QualityTag[];
  /** Whether the reader may rate and correct it. */
  manages: boolean;
  reader: Reader;
  turn: TurnView;
  /** When it was stored, by the reader's clock. */
  time: string;
  /** The turn that this one corrects, and the number of the one that corrects this one. */
  corrects: TurnView | null;
  correctedIn: number | null;
  person: string;
  /** Whether the person is the reader. */
  own: boolean;
  terms: string[];
}

/** One stored turn: both texts, both recordings, its timings, and what stands out. Off screen it costs no layout. */
export const TurnDetails = memo(function TurnDetails(props: TurnDetailsProps) {
  const { turn, time, corrects, correctedIn, person, own, terms, sessionId, feedback, manages, reader } = props;
  const [isAdding, setIsAdding] = useState(false);
  const { turn_id: turnId } = turn;
  const t = useTranslations("history");
  const errors = useTranslations("errors");
  const common = useTranslations("common");
  const typed = turn.user_audio_url === null && !turn.user_audio_missing && !turn.user_audio_ms;
  return (
    <article
      aria-label={t("turn", { number: turn.turn_number })}
      aria-current={props.isTarget || undefined}
      className="-mx-3 space-y-4 rounded-md px-3 py-6 aria-current:bg-primary-soft/40 [contain-intrinsic-size:auto_18rem] [content-visibility:auto]"
    >
      <header className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted-foreground text-xs">
        <h3>
          {props.href ? (
            <a href={props.href} className="underline-offset-4 hover:underline">
              {t("turn", { number: turn.turn_number })}
            </a>
          ) : (
            t("turn", { number: turn.turn_number })
          )}
        </h3>
        <span aria-hidden>·</span>
        <time dateTime={new Date(turn.created_at * 1000).toISOString()}>{time}</time>
        {typed && (
          <Badge>
            <Keyboard aria-hidden />
            {t("typed")}
          </Badge>
        )}
        <EndBadges endedBy={turn.ended_by} finishReason={turn.finish_reason} interrupted={turn.interrupted} own={own} />
        {turn.supersedes_turn_id && (
          <Badge tone="accent">
            <CornerDownRight aria-hidden />
            {corrects === null && t("correctsUnknown")}
            {corrects !== null &&
              t(corrects.user_text === turn.user_text ? "repeats" : "corrects", { number: corrects.turn_number })}
          </Badge>
        )}
        {correctedIn !== null && <Badge>{t("corrected", { number: correctedIn })}</Badge>}
      </header>

      <Side name={person} language={turn.language}>
        <p className="whitespace-pre-wrap text-muted-foreground">
          {turn.user_text ? (
            <HeardWords
              text={turn.user_text}
              replacements={fittingReplacements(turn.user_text, turn.heard_replacements)}
              terms={terms}
            />
          ) : (
            t("noWords")
          )}
        </p>
        {turnId !== null && !typed && feedback && (
          <CorrectWords
            sessionId={sessionId}
            turn={{ ...turn, turn_id: turnId }}
            corrections={feedback.corrections}
            mayCorrect={manages}
            terms={terms}
          />
        )}
      </Side>
      <Side name={t("reply")} language={turn.language}>
        {turn.ai_text ? <Reply turn={turn} terms={terms} /> : <p className="text-muted-foreground">{t("noReply")}</p>}
      </Side>

      {turn.error_code && (
        <Alert tone={turn.error_code === "model_language_unsupported" ? "warning" : "danger"}>
          {errors(turn.error_code)}{" "}
          <code className="text-muted-foreground text-xs">{common("code", { code: turn.error_code })}</code>
        </Alert>
      )}
      <TurnPlayback
        turnNumber={turn.turn_number}
        userUrl={turn.user_audio_url}
        replyUrl={turn.ai_audio_url}
        gapMs={turn.timings?.first_audio_ms ?? 0}
        userMissing={turn.user_audio_missing}
        replyMissing={turn.ai_audio_missing}
      />
      {turn.timings && (
        <div className="-mt-2 grid">
          <TurnTimings
            timings={turn.timings}
            models={turn.models}
            mode={turn.mode ?? undefined}
            calls={turn.calls}
            persona={turn.persona}
          />
        </div>
      )}
      {turnId !== null && feedback && (
        <TurnFeedback
          sessionId={sessionId}
          turnId={turnId}
          feedback={feedback}
          tags={props.tags}
          mayRate={manages}
          reviews={reader.reviews}
        >
          {reader.replays && (
            <Button
              variant="ghost"
              size="sm"
              className="text-muted-foreground pointer-coarse:h-11"
              onClick={() => setIsAdding(true)}
            >
              <ListPlus aria-hidden />
              {t("menu.addTurn")}
            </Button>
          )}
        </TurnFeedback>
      )}
      <TurnReplays replays={props.replays} />
      {turnId !== null && isAdding && <AddToSetDialog turns={{ turnIds: [turnId] }} close={() => setIsAdding(false)} />}
    </article>
  );
});

/** The reply as it was shown, with a mark where the listener stopped it. */
function Reply({ turn, terms }: { turn: TurnView; terms: string[] }) {
  const highlight = useCallback((text: string) => markedParts(text, terms), [terms]);
  const heardTo = heardCharsOf(turn);
  const isCut = turn.interrupted && heardTo > 0 && turn.ai_text.slice(heardTo).trim() !== "";
  return (
    <ReplyContent
      text={turn.ai_text}
      language={turn.language}
      heardTo={isCut ? heardTo : null}
      marksHeard={isCut}
      said={turn.said_replacements}
      highlight={highlight}
    />
  );
}

function Side({ name, language, children }: { name: string; language: Language | null; children: ReactNode }) {
  return (
    <div>
      <p className="mb-0.5 font-medium text-xs">{name}</p>
      <div lang={language ?? undefined} className="max-w-prose break-words text-[0.9375rem]">
        {children}
      </div>
    </div>
  );
}
