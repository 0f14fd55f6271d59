import { AppError, errorCodeOf } from "../../../lib/errors";
import { defaultReplyLimits, replyTokens } from "../../../lib/reply-limits";
import { hasSound } from "../../../lib/speech-text/has-sound";
import type { FinishReason } from "../../../lib/turn-end";
import type { CallOptions, ChatMessage } from "../../inference/contract";
import type { AsyncQueue } from "../../platform/timing/async-queue";
import { createTraditionalStream } from "../chinese-script/traditional-chinese";
import { createSegmentSplitter } from "../speech-text/segments";
import { buildPrompt } from "./prompt";
import type { TurnScope } from "./turn-scope";

/** The reply as far as it was written; it grows while `writeReply` runs. */
export interface WrittenReply {
  text: string;
  /** Valid once `writeReply` has resolved. */
  finishReason: FinishReason;
}

/** Text to reply: emits its tokens and queues its segments for speech. Throws an AppError when there is no reply. */
export async function writeReply(
  scope: TurnScope,
  userText: string,
  reply: WrittenReply,
  segments: AsyncQueue<string>,
): Promise<void> {
  const { language, sessionId, turnId, history, said } = scope.input;
  const { engines, replyLimits } = scope.dependencies;
  const { llm } = engines;
  const limits = (await replyLimits?.()) ?? defaultReplyLimits;
  const converter = language === "zh-TW" ? createTraditionalStream() : null;
  const splitter = createSegmentSplitter();

  function write(piece: string): void {
    const text = reply.text === "" ? piece.trimStart() : piece;
    if (text === "") return;
    reply.text += text;
    scope.emit({ type: "token", text });
    for (const segment of splitter.push(text)) segments.push(segment);
  }

  async function generate(messages: ChatMessage[], options: CallOptions): Promise<void> {
    const maxTokens = replyTokens(limits, said.kind, llm.contextTokens());
    const request = { messages, language, maxTokens, conversationId: sessionId };
    for await (const event of llm.generate(request, options)) {
      if (event.type === "done") reply.finishReason = event.finishReason;
      else write(converter ? converter.push(event.text) : event.text);
    }
  }

  const prompt = { language, contextTokens: llm.contextTokens(), limits };
  await scope.withLease("llm_complete", { call: "reply" }, async (options) => {
    try {
      await generate(buildPrompt(history, userText, prompt), options);
    } catch (error) {
      // Token counts are estimates. If the model counts more and refuses the prompt, retry once with half of the
      // history.
      if (errorCodeOf(error) !== "context_overflow" || reply.text !== "" || history.length === 0) throw error;
      scope.dependencies.logger.info("llm_history_trimmed", { trace_id: turnId });
      await generate(buildPrompt(history, userText, { ...prompt, share: 0.5 }), options);
    }
  });
  if (converter) write(converter.flush());
  for (const segment of splitter.flush()) segments.push(segment);
  if (reply.text === "") throw new AppError("llm_failed", "The language model gave an empty answer. Try again.");
  // A reply of punctuation or emoji alone would be a silent turn without an explanation.
  if (!hasSound(reply.text)) {
    throw new AppError("llm_failed", "The language model answered without a word. Say it differently, or try again.");
  }
}
