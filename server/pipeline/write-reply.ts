import { AppError } from "../../lib/errors";
import type { AsyncQueue } from "./async-queue";
import { createClauseSplitter } from "./clauses";
import { maxReplyTokens } from "./limits";
import { buildPrompt } from "./prompt";
import { createTraditionalStream } from "./traditional-chinese";
import type { TurnScope } from "./turn-scope";

/** The reply as far as it was written; it grows while `writeReply` runs. */
export interface WrittenReply {
  text: string;
  finishReason: "stop" | "length";
}

/** Text to reply: emits its tokens, and queues its clauses for speaking. Throws an AppError when there is no reply. */
export async function writeReply(
  scope: TurnScope,
  userText: string,
  reply: WrittenReply,
  clauses: AsyncQueue<string>,
): Promise<void> {
  const { language, sessionId, turnId, history } = scope.input;
  const { llm } = scope.dependencies.engines;
  const converter = language === "zh-TW" ? createTraditionalStream() : null;
  const splitter = createClauseSplitter();

  function write(piece: string): void {
    const text = reply.text === "" ? piece.trimStart() : piece;
    if (text === "") return;
    reply.text += text;
    scope.emit({ type: "token", text });
    for (const clause of splitter.push(text)) clauses.push(clause);
  }

  const request = {
    messages: buildPrompt(llm, language, history, userText),
    language,
    maxTokens: maxReplyTokens,
    conversationId: sessionId,
  };
  await scope.withLease("llm_complete", { role: "llm", purpose: "reply" }, async (lease) => {
    for await (const event of llm.generate(request, { signal: lease.signal, traceId: turnId })) {
      if (event.type === "done") {
        reply.finishReason = event.finishReason;
        continue;
      }
      scope.marks.firstTokenMs ??= scope.dependencies.now();
      write(converter ? converter.push(event.text) : event.text);
    }
  });
  if (converter) write(converter.flush());
  for (const clause of splitter.flush()) clauses.push(clause);
  if (reply.text.trim() === "") throw new AppError("llm_failed", "The language model gave an empty answer.");
}
