"use client";
import { CircleAlert, Hand, type LucideIcon, Tag, ThumbsDown, ThumbsUp } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { useClock } from "@/components/turn/turn-playback";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { ConversationSummary, FirstWords } from "@/lib/conversations";
import { Highlighted } from "./highlighted";
import { snippetOf } from "./search";
import { voiceName } from "./summary";
import { useLocalTime } from "./use-local-time";

interface ConversationRowProps {
  conversation: ConversationSummary;
  href: string;
  chosen: boolean;
  terms: string[];
  /** Names for people, by the voice as text. */
  voiceNames: Record<string, string>;
  /** For those who see everybody's conversations. */
  showPerson: boolean;
  onChoose: () => void;
}

/** One conversation in the list: what it was about and what stands out in it. */
export function ConversationRow(props: ConversationRowProps) {
  const { conversation, href, chosen, terms, voiceNames, showPerson, onChoose } = props;
  const t = useTranslations("history");
  const common = useTranslations("common");
  const clock = useClock();
  const { time } = useLocalTime();
  const { words, title } = conversation;
  const facts = [
    showPerson ? conversation.username : null,
    conversation.voice ? voiceName(conversation.voice, voiceNames) : null,
    t("turns", { count: conversation.turn_count }),
    conversation.sound_ms > 0 ? clock(conversation.sound_ms / 1000) : null,
    conversation.worst_first_audio_ms !== null
      ? t("slowest", { seconds: common("seconds", { value: conversation.worst_first_audio_ms / 1000 }) })
      : null,
  ].filter((fact) => fact !== null);
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onChoose();
  };

  return (
    <a
      href={href}
      onClick={onClick}
      aria-current={chosen ? "true" : undefined}
      className={cn(
        "block rounded-md px-3 py-2.5 transition-colors [contain-intrinsic-size:auto_2.5rem] [content-visibility:auto] hover:bg-hover focus-visible:-outline-offset-2",
        chosen && "bg-primary-soft hover:bg-primary-soft",
      )}
    >
      <span className="flex items-baseline gap-3">
        {title ? (
          <span className="min-w-0 flex-1 truncate font-medium text-sm">{title}</span>
        ) : (
          <Words words={words} terms={terms} className={cn("flex-1 font-medium", !words && "text-muted-foreground")} />
        )}
        <time
          dateTime={new Date(conversation.created_at * 1000).toISOString()}
          className="shrink-0 text-muted-foreground text-xs"
        >
          {time(conversation.created_at)}
        </time>
      </span>
      {title && <Words words={words} terms={terms} className="block text-muted-foreground" />}
      <span className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted-foreground text-xs">
        <span className="min-w-0 break-words">{facts.join(" · ")}</span>
        {conversation.error_count > 0 && (
          <Badge tone="danger">
            <CircleAlert aria-hidden />
            {t("errors", { count: conversation.error_count })}
          </Badge>
        )}
        {conversation.interruption_count > 0 && (
          <Badge>
            <Hand aria-hidden />
            {t("interruptions", { count: conversation.interruption_count })}
          </Badge>
        )}
        <Count icon={ThumbsUp} count={conversation.thumbs_up} name={t("filters.up")} />
        <Count icon={ThumbsDown} count={conversation.thumbs_down} name={t("filters.down")} />
        <Count icon={Tag} count={conversation.tag_count} name={t("filters.tag")} />
      </span>
    </a>
  );
}

interface WordsProps {
  words: FirstWords | null;
  terms: string[];
  className: string;
}

function Words({ words, terms, className }: WordsProps) {
  const t = useTranslations("history");
  return (
    <span lang={words?.language ?? undefined} className={cn("min-w-0 truncate text-sm", className)}>
      {words ? <Highlighted text={snippetOf(words.text, terms)} terms={terms} /> : t("noWords")}
    </span>
  );
}

function Count({ icon: Icon, count, name }: { icon: LucideIcon; count: number; name: string }) {
  if (!count) return null;
  return (
    <Badge title={name}>
      <Icon aria-label={name} />
      {count}
    </Badge>
  );
}
