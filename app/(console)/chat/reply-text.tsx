import { HeardMark } from "@/components/turn/heard-mark";
import type { Turn } from "@/lib/chat/conversation-state";

/** The reply in two shades: dark for what was heard, lighter for what is still to come. */
export function ReplyText({ turn }: { turn: Turn }) {
  const heard = turn.replyText.slice(0, turn.heardChars);
  const ahead = turn.replyText.slice(turn.heardChars);
  const stopped = turn.status === "interrupted" && heard !== "" && ahead.trim() !== "";
  return (
    <p
      lang={turn.language}
      dir="auto"
      data-testid="reply"
      className="whitespace-pre-wrap leading-7 [overflow-wrap:anywhere]"
    >
      <span data-testid="heard">{heard}</span>
      {stopped && <HeardMark />}
      {ahead !== "" && <span className="text-muted-foreground">{ahead}</span>}
    </p>
  );
}
