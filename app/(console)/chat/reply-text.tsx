import { ReplyContent } from "@/components/reply/reply-content";
import type { Turn } from "@/lib/chat/conversation-state";

/** The reply in two shades: dark for what was heard, lighter for what is still to come. */
export function ReplyText({ turn }: { turn: Turn }) {
  const { replyText, heardChars, saidReplacements } = turn;
  const isStopped = turn.status === "interrupted" && heardChars > 0 && replyText.slice(heardChars).trim() !== "";
  return (
    <div data-testid="reply">
      <ReplyContent
        text={replyText}
        language={turn.language}
        heardTo={heardChars}
        marksHeard={isStopped}
        said={saidReplacements}
      />
    </div>
  );
}
