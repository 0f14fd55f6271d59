"use client";
import { ArrowLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { useClock } from "@/components/turn/turn-playback";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { useIdleGrowth } from "@/components/ui/use-idle-growth";
import type { ConversationView } from "@/lib/conversations";
import type { TurnFeedback } from "@/lib/feedback";
import { useConversationText } from "../use-conversation-text";
import { ContinueConversation } from "./continue-conversation";
import { ConversationMenu } from "./conversation-menu";
import type { FilterOptions } from "./filter-options";
import type { Reader } from "./reader";
import { dayOf, soundMs, voiceName } from "./summary";
import { TurnDetails } from "./turn-details";
import type { Chosen } from "./use-history-url";
import { useLocalTime } from "./use-local-time";
import { useScrollToTurn } from "./use-scroll-to-turn";
import { useTurnReplays } from "./use-turn-replays";

interface ConversationDetailProps {
  conversation: ConversationView;
  terms: string[];
  /** The turn at which it opens; null: at its top. */
  turnId: string | null;
  hrefOf: (chosen: Chosen) => string;
  options: FilterOptions;
  reader: Reader;
  backHref: string;
  onBack: () => void;
  onDeleted: (undoUntil: number) => void;
}

/** How many turns are there when a conversation opens; the later ones follow in idle time. */
const firstTurns = { first: 10, step: 4 } as const;

const noFeedback: TurnFeedback = { thumbs: [], tags: [], notes: [], corrections: [] };

/** One conversation with all its turns. */
export function ConversationDetail(props: ConversationDetailProps) {
  const { conversation, terms, turnId, hrefOf, options, reader, backHref, onBack, onDeleted } = props;
  const t = useTranslations("history");
  const clock = useClock();
  const textOf = useConversationText(reader.username);
  const { timeZone, dayName, time } = useLocalTime();
  const headingRef = useRef<HTMLHeadingElement>(null);
  const voice = conversation.turns.at(-1)?.voice;
  const recordedMs = soundMs(conversation.turns);
  const own = conversation.username === null || conversation.username === reader.username;
  const manages = own || reader.managesAll;
  const replaysOf = useTurnReplays(conversation.id, reader.replays);
  const { turns } = conversation;
  const byId = useMemo(() => new Map(turns.map((turn) => [turn.turn_id, turn])), [turns]);
  const correctedIn = useMemo(() => new Map(turns.map((turn) => [turn.supersedes_turn_id, turn.turn_number])), [turns]);
  const ids = useMemo(() => turns.map((turn) => String(turn.turn_number)), [turns]);
  // The list grows both ways from the turn at which it opened.
  const [openedAt] = useState(() =>
    Math.max(
      0,
      turns.findIndex((turn) => turn.turn_id === turnId),
    ),
  );
  const [shownFrom] = useIdleGrowth(
    useMemo(() => ids.slice(0, openedAt), [ids, openedAt]),
    { ...firstTurns, from: "end" },
  );
  const [, shownTo] = useIdleGrowth(
    useMemo(() => ids.slice(openedAt), [ids, openedAt]),
    { ...firstTurns, from: "start" },
  );
  const shown = turns.slice(shownFrom, openedAt + shownTo);
  const listRef = useRef<HTMLDivElement>(null);
  const targetRef = useRef<HTMLDivElement>(null);
  const isTargetShown = shown.some((turn) => turn.turn_id === turnId);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation is announced and begins at its top
  useEffect(() => headingRef.current?.focus(), [conversation.id]);
  useScrollToTurn(turnId, isTargetShown, { listRef, turnRef: targetRef });

  return (
    <div className="mx-auto max-w-3xl px-4 pb-16 md:px-8">
      <header className="flex flex-wrap items-start gap-x-1 gap-y-2 pt-4 pb-2 md:pt-6">
        <Button asChild variant="ghost" size="icon" className="-ml-2 md:hidden">
          <a
            href={backHref}
            aria-label={t("back")}
            onClick={(event) => {
              event.preventDefault();
              onBack();
            }}
          >
            <ArrowLeft aria-hidden />
          </a>
        </Button>
        <div className="min-w-0 flex-1 basis-32 py-1">
          <h2 ref={headingRef} tabIndex={-1} className="font-semibold text-base outline-none">
            {conversation.title && <span className="block">{conversation.title}</span>}
            {dayName(dayOf(conversation.created_at * 1000, timeZone))} {time(conversation.created_at)}
          </h2>
          <p className="mt-0.5 text-muted-foreground text-sm">
            {[
              own ? null : conversation.username,
              voice ? voiceName(voice, options.voiceNames) : null,
              t("turns", { count: conversation.turn_count }),
              recordedMs > 0 ? clock(recordedMs / 1000) : null,
            ]
              .filter((fact) => fact !== null)
              .join(" · ")}
          </p>
        </div>
        <div className="flex items-center gap-1">
          {/* Only the person who had the conversation may: the server asks for that again. */}
          {conversation.username === reader.username && <ContinueConversation sessionId={conversation.id} />}
          <CopyButton text={() => textOf(conversation)} label={t("copy")} className="size-9" />
          <ConversationMenu
            conversation={conversation}
            manages={manages}
            replays={reader.replays}
            onDeleted={onDeleted}
          />
        </div>
      </header>
      <div ref={listRef} className="divide-y">
        {shown.map((turn) => (
          <div key={turn.turn_number} ref={turn.turn_id === turnId ? targetRef : undefined} className="scroll-mt-2">
            <TurnDetails
              sessionId={conversation.id}
              href={turn.turn_id === null ? null : hrefOf({ sessionId: conversation.id, turnId: turn.turn_id })}
              isTarget={turn.turn_id !== null && turn.turn_id === turnId}
              feedback={turn.turn_id === null ? null : (conversation.feedback?.[turn.turn_id] ?? noFeedback)}
              replays={replaysOf(turn.turn_id)}
              tags={options.tags}
              manages={manages}
              reader={reader}
              turn={turn}
              time={time(turn.created_at)}
              corrects={turn.supersedes_turn_id ? (byId.get(turn.supersedes_turn_id) ?? null) : null}
              correctedIn={turn.turn_id ? (correctedIn.get(turn.turn_id) ?? null) : null}
              person={own ? t("user") : (conversation.username ?? t("user"))}
              own={own}
              terms={terms}
            />
          </div>
        ))}
      </div>
    </div>
  );
}
